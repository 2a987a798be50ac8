import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconFilterCog } from '@tabler/icons-react';
import { rulesOfFilter } from '@tidings/core/audience/rules-of-filter';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import type { ContactFilter } from '@tidings/core/contract/contact-filter';
import type { CustomField } from '@tidings/core/contract/fields';
import { useState } from 'react';
import { useMay, usePath } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { readyRules, waitingWords } from './AudienceEditor.tsx';
import { RuleBuilder } from './RuleBuilder.tsx';
import { RulesPreview } from './RulesPreview.tsx';
import { useRuleChoices } from './use-rule-choices.ts';
import { useRuleDraft } from './use-rule-draft.ts';

interface RulesFilterProps {
  /** All filters of the list, these rules among them. */
  readonly filter: ContactFilter;
  readonly fields: readonly CustomField[];
  readonly onChange: (rules: AudienceRules | undefined) => void;
}

/** Filters a list of contacts by rules, and keeps what it is filtered by as an audience. */
export function RulesFilter({ filter, fields, onChange }: RulesFilterProps) {
  const [opened, setOpened] = useState(false);
  const mayKeep = useMay('lists:write');
  const path = usePath();
  const kept = rulesOfFilter(filter, new Map(fields.map((one) => [one.key, one.type])));
  return (
    <>
      <Button variant="default" leftSection={<IconFilterCog size={17} stroke={1.7} />} onClick={() => setOpened(true)}>
        Rules
      </Button>
      {mayKeep && kept !== null && (
        <ButtonLink variant="subtle" to={path(`audiences/new?rules=${encodeURIComponent(JSON.stringify(kept))}`)}>
          Save as audience
        </ButtonLink>
      )}
      <Modal opened={opened} onClose={() => setOpened(false)} title="Filter by rules" size="xl">
        {opened && (
          <Rules
            rules={filter.rules ?? null}
            onChange={(rules) => {
              onChange(rules);
              setOpened(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Rules({ rules, onChange }: { rules: AudienceRules | null; onChange: RulesFilterProps['onChange'] }) {
  const draft = useRuleDraft(rules);
  const choices = useRuleChoices();
  const ready = readyRules(draft.draft);
  return (
    <Stack>
      <RuleBuilder draft={draft} choices={choices} />
      <RulesPreview rules={ready} waiting={waitingWords(draft.draft)} />
      <Group justify="flex-end">
        {rules !== null && (
          <Button variant="subtle" color="gray" onClick={() => onChange(undefined)}>
            Without rules
          </Button>
        )}
        <Button disabled={ready === null} onClick={() => ready !== null && onChange(ready)}>
          Show these people
        </Button>
      </Group>
    </Stack>
  );
}
