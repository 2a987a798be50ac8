import { ActionIcon, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconCopy, IconFolderPlus, IconPlus, IconTrash } from '@tabler/icons-react';
import { deepestGroup, type GroupMatch, groupMatches, mostConditions } from '@tidings/core/contract/audience-rules';
import classes from './Audiences.module.css';
import { RuleRow } from './RuleRow.tsx';
import { conditionFor } from './rule-subjects.ts';
import {
  addNode,
  conditionsIn,
  type DraftGroup,
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

function Step({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: (() => void) | undefined }) {
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
}

function GroupBox({ group, root, depth, name, full, choices, onChange }: GroupBoxProps) {
  const number = depth === 1 ? '' : `${name.replace('Group ', '')}.`;
  const fresh = () => draftCondition(conditionFor('tag', choices.fields));
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
        {depth > 1 && (
          <div className={classes.rowActions}>
            <Tooltip label="Duplicate">
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={`Duplicate ${name}`}
                disabled={full}
                onClick={() => onChange(duplicateNode(root, group.key))}
              >
                <IconCopy size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Remove">
              <ActionIcon
                variant="subtle"
                color="gray"
                size={32}
                aria-label={`Remove ${name}`}
                onClick={() => onChange(removeNode(root, group.key))}
              >
                <IconTrash size={17} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
          </div>
        )}
      </div>
      {group.nodes.map((node, at) =>
        isGroup(node) ? (
          <GroupBox
            key={node.key}
            group={node}
            root={root}
            depth={depth + 1}
            name={`Group ${number}${at + 1}`}
            full={full}
            choices={choices}
            onChange={onChange}
          />
        ) : (
          <RuleRow
            key={node.key}
            node={node}
            name={`Rule ${number}${at + 1}`}
            choices={choices}
            onChange={(condition, typing) =>
              onChange(setCondition(root, node.key, condition), typing === true ? node.key : undefined)
            }
            onDuplicate={() => !full && onChange(duplicateNode(root, node.key))}
            onRemove={() => onChange(removeNode(root, node.key))}
          />
        ),
      )}
      <Group gap="xs">
        <Button
          variant="light"
          size="xs"
          leftSection={<IconPlus size={16} />}
          disabled={full}
          aria-label={depth === 1 ? 'Add a rule' : `Add a rule to ${name}`}
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
            aria-label={depth === 1 ? 'Add a group' : `Add a group to ${name}`}
            onClick={() => onChange(addNode(root, group.key, draftGroup(group.match === 'any' ? 'all' : 'any', [fresh()])))}
          >
            Add a group
          </Button>
        )}
      </Group>
    </fieldset>
  );
}
