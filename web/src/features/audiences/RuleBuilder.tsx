import { Button, Group, Select, Text } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconFolderPlus, IconPlus } from '@tabler/icons-react';
import { deepestGroup, type GroupMatch, groupMatches, mostConditions } from '@tidings/core/contract/audience-rules';
import { type ReactNode, type RefObject, useRef } from 'react';
import classes from './Audiences.module.css';
import { RowActions } from './RowActions.tsx';
import { RuleRow } from './RuleRow.tsx';
import { conditionFor } from './rule-subjects.ts';
import {
  addNode,
  conditionsIn,
  type DraftGroup,
  type DraftNode,
  draftCondition,
  draftGroup,
  duplicateNode,
  isGroup,
  removeNode,
  setCondition,
  setMatch,
} from './rule-tree.ts';
import type { RuleChoices } from './use-rule-choices.ts';
import type { RuleDraft } from './use-rule-draft.ts';

const matchLabels: Readonly<Record<GroupMatch, string>> = {
  all: 'All of these hold',
  any: 'At least one of these holds',
  none: 'None of these holds',
};
const matches = groupMatches.map((value) => ({ value, label: matchLabels[value] }));

/** Rules as nested groups, each with its conditions. Every step can be taken back. */
export function RuleBuilder({ draft: { draft, change, undo, redo }, choices }: { draft: RuleDraft; choices: RuleChoices }) {
  const full = conditionsIn(draft).length >= mostConditions;
  return (
    <div>
      <GroupBox group={draft} root={draft} depth={1} name="Rules" full={full} choices={choices} onChange={change} />
      <Group gap={6} mt="sm" justify="flex-end">
        {full && (
          <Text size="sm" c="dimmed">
            {mostConditions} rules are the most one audience may have.
          </Text>
        )}
        <Step label="Undo" icon={<IconArrowBackUp size={17} stroke={1.7} />} onClick={undo} />
        <Step label="Redo" icon={<IconArrowForwardUp size={17} stroke={1.7} />} onClick={redo} />
      </Group>
    </div>
  );
}

function Step({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: (() => void) | undefined }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      leftSection={icon}
      disabled={onClick === undefined}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {label}
    </Button>
  );
}

interface GroupBoxProps {
  readonly group: DraftGroup;
  readonly root: DraftGroup;
  readonly depth: number;
  /** "Rules", "Group 2" */
  readonly name: string;
  /** No more conditions may be added. */
  readonly full: boolean;
  readonly choices: RuleChoices;
  readonly onChange: RuleDraft['change'];
  /** Given to groups that can be removed. */
  readonly onRemove?: () => void;
}

function GroupBox(props: GroupBoxProps) {
  const { group, root, depth, name, full, choices, onChange, onRemove } = props;
  const add = useRef<HTMLButtonElement>(null);
  const number = depth === 1 ? '' : `${name.replace('Group ', '')}.`;
  // Who works by keyboard must not be thrown back to the top of the page.
  const remove = (node: DraftNode) => {
    onChange(removeNode(root, node.key));
    add.current?.focus();
  };
  return (
    <fieldset className={depth === 1 ? classes.root : classes.group} aria-label={name}>
      <div className={classes.groupHead}>
        <Select
          className={classes.match}
          aria-label={`${name}: how they hang together`}
          allowDeselect={false}
          data={matches}
          value={group.match}
          onChange={(next) => onChange(setMatch(root, group.key, groupMatches.find((one) => one === next) ?? 'all'))}
        />
        {onRemove && (
          <RowActions name={name} full={full} onDuplicate={() => onChange(duplicateNode(root, group.key))} onRemove={onRemove} />
        )}
      </div>
      {group.nodes.map((node, at) =>
        isGroup(node) ? (
          <GroupBox
            {...props}
            key={node.key}
            group={node}
            depth={depth + 1}
            name={`Group ${number}${at + 1}`}
            onRemove={() => remove(node)}
          />
        ) : (
          <RuleRow
            key={node.key}
            node={node}
            name={`Rule ${number}${at + 1}`}
            full={full}
            choices={choices}
            onChange={(condition, typing) =>
              onChange(setCondition(root, node.key, condition), typing === true ? node.key : undefined)
            }
            onDuplicate={() => onChange(duplicateNode(root, node.key))}
            onRemove={() => remove(node)}
          />
        ),
      )}
      <AddButtons {...props} addRef={add} />
    </fieldset>
  );
}

function AddButtons({
  group,
  root,
  depth,
  name,
  full,
  choices,
  onChange,
  addRef,
}: GroupBoxProps & { addRef: RefObject<HTMLButtonElement | null> }) {
  const fresh = () => draftCondition(conditionFor('tag', choices.fields));
  const where = depth === 1 ? '' : ` to ${name}`;
  const addGroup = () => draftGroup(group.match === 'any' ? 'all' : 'any', [fresh()]);
  return (
    <Group gap="xs">
      <Button
        ref={addRef}
        variant="light"
        size="xs"
        leftSection={<IconPlus size={16} />}
        disabled={full}
        aria-label={`Add a rule${where}`}
        onClick={() => onChange(addNode(root, group.key, fresh()))}
      >
        Add a rule
      </Button>
      {depth < deepestGroup && (
        <Button
          variant="subtle"
          color="gray"
          size="xs"
          leftSection={<IconFolderPlus size={16} stroke={1.7} />}
          disabled={full}
          aria-label={`Add a group${where}`}
          onClick={() => onChange(addNode(root, group.key, addGroup()))}
        >
          Add a group
        </Button>
      )}
    </Group>
  );
}
