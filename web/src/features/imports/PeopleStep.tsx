import { Button, MultiSelect, Radio, Stack } from '@mantine/core';
import type { Import, ImportMapping } from '@tidings/core/contract/imports';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { Choice } from './Choice.tsx';
import { ConsentSection } from './ConsentSection.tsx';
import classes from './Imports.module.css';
import { existingChoices } from './import-words.ts';
import { useChoices } from './use-choices.ts';

interface PeopleStepProps {
  /** The columns of the file. */
  readonly columns: Import['columns'];
  readonly draft: ImportMapping;
  readonly onDraft: (draft: ImportMapping) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
  readonly isSaving: boolean;
  readonly error: unknown;
}

/** What happens to people who are there already, how these people agreed, and where they are put. */
export function PeopleStep({ columns, draft, onDraft, onBack, onNext, isSaving, error }: PeopleStepProps) {
  const { lists, tags } = useChoices();
  return (
    <Stack gap="md">
      <Section title="People who are here already" subtitle="Recognised by external id, phone number or e-mail address.">
        <Radio.Group
          aria-label="People who are here already"
          value={draft.existing}
          onChange={(value) => onDraft({ ...draft, existing: value as ImportMapping['existing'] })}
        >
          <Stack gap="xs">
            {existingChoices.map((choice) => (
              <Choice key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      <ConsentSection columns={columns} draft={draft} onDraft={onDraft} />
      <Section title="Put them in" subtitle="Everyone in the file, new or not.">
        <Stack gap="sm" maw={420}>
          <MultiSelect
            label="Lists"
            placeholder={draft.list_ids.length === 0 ? 'None' : ''}
            data={lists.map((list) => ({ value: list.id, label: list.name }))}
            value={draft.list_ids}
            onChange={(ids) => onDraft({ ...draft, list_ids: ids })}
            searchable
            clearable
            nothingFoundMessage="No such list"
          />
          <MultiSelect
            label="Tags"
            placeholder={draft.tag_ids.length === 0 ? 'None' : ''}
            data={tags.map((tag) => ({ value: tag.id, label: tag.name }))}
            value={draft.tag_ids}
            onChange={(ids) => onDraft({ ...draft, tag_ids: ids })}
            searchable
            clearable
            nothingFoundMessage="No such tag"
          />
        </Stack>
      </Section>
      <FormError error={error} />
      <div className={classes.footer}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button onClick={onNext} loading={isSaving}>
          Continue to the preview
        </Button>
      </div>
    </Stack>
  );
}
