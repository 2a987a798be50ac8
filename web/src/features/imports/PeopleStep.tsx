import { Button, Radio, Stack } from '@mantine/core';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Import } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { useNewGroups } from '../../lib/new-groups.ts';
import { Choice } from '../../ui/Choice.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { NamedSelect } from '../../ui/NamedSelect.tsx';
import { Section } from '../../ui/Section.tsx';
import { ConsentSection } from './ConsentSection.tsx';
import classes from './Imports.module.css';
import { consentProblems } from './import-draft.ts';
import { existingChoices, existingChoicesOfSource } from './import-words.ts';
import { useChoices } from './use-choices.ts';

interface PeopleStepProps {
  /** The columns of the file. */
  readonly columns: Import['columns'];
  readonly draft: ImportMapping;
  /** They are put on the list of their source, and on no other. */
  readonly ofSource?: boolean;
  readonly onDraft: (draft: ImportMapping) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
  readonly isSaving: boolean;
  readonly error: unknown;
}

/** Fields as they are called here. */
const labels = {
  consent: 'Did they agree to get texts?',
  'consent.wording': 'How did these people agree?',
  'consent.confirmed': 'That everyone agreed in this way',
  list_ids: 'Lists',
  tag_ids: 'Tags',
};

/** What happens to people who are there already, how these people agreed, and where they are put. */
export function PeopleStep({ columns, draft, ofSource = false, onDraft, onBack, onNext, isSaving, error }: PeopleStepProps) {
  const { lists, tags } = useChoices();
  const make = useNewGroups();
  const [tried, setTried] = useState(false);
  const problems = consentProblems(draft);
  const next = () => {
    const [first] = Object.keys(problems);
    if (first === undefined) return onNext();
    setTried(true);
    document.querySelector<HTMLElement>(`[name="${first === 'column' ? 'consent' : `consent.${first}`}"]`)?.focus();
  };
  return (
    <Stack gap="md">
      <Section title="People who are here already" subtitle="Recognised by external id, phone number or e-mail address.">
        <Radio.Group
          aria-label="People who are here already"
          value={draft.existing}
          onChange={(value) => onDraft({ ...draft, existing: value as ImportMapping['existing'] })}
        >
          <Stack gap="xs">
            {(ofSource ? existingChoicesOfSource : existingChoices).map((choice) => (
              <Choice key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
      </Section>
      <ConsentSection columns={columns} draft={draft} onDraft={onDraft} problems={tried ? problems : {}} />
      <Section
        title={ofSource ? 'Tag them' : 'Put them in'}
        subtitle={ofSource ? 'They are put on the list; tags are up to you.' : 'Everyone in the file, new or not.'}
      >
        <Stack gap="sm" maw={420}>
          {!ofSource && (
            <NamedSelect
              label="Lists"
              placeholder={draft.list_ids.length === 0 ? 'Choose, or type a new name' : ''}
              items={lists}
              value={draft.list_ids}
              onChange={(ids) => onDraft({ ...draft, list_ids: ids })}
              onCreate={make.list}
              maxNameLength={100}
              clearable
              nothingFoundMessage="No such list; type a name to make one"
            />
          )}
          <NamedSelect
            label="Tags"
            placeholder={draft.tag_ids.length === 0 ? 'Choose, or type a new name' : ''}
            items={tags}
            value={draft.tag_ids}
            onChange={(ids) => onDraft({ ...draft, tag_ids: ids })}
            onCreate={make.tag}
            maxNameLength={60}
            clearable
            nothingFoundMessage="No such tag; type a name to make one"
          />
        </Stack>
      </Section>
      <FormError error={error} labels={labels} />
      <div className={classes.footer}>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button onClick={next} loading={isSaving}>
          {ofSource ? 'Continue' : 'Continue to the preview'}
        </Button>
      </div>
    </Stack>
  );
}
