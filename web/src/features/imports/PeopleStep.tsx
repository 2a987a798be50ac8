import { Alert, Button, Checkbox, MultiSelect, Radio, Stack, TagsInput, Text, Textarea } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ImportConsent, ImportMapping } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Imports.module.css';
import { existingChoices } from './import-words.ts';
import { useChoices } from './use-choices.ts';

interface PeopleStepProps {
  readonly draft: ImportMapping;
  readonly onDraft: (draft: ImportMapping) => void;
  readonly onBack: () => void;
  readonly onNext: () => void;
  readonly isSaving: boolean;
  readonly error: unknown;
}

/** What happens to people who are there already, how these people agreed, and where they are put. */
export function PeopleStep({ draft, onDraft, onBack, onNext, isSaving, error }: PeopleStepProps) {
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
      <ConsentSection draft={draft} onDraft={onDraft} />
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

function Choice({ value, label, words }: { value: string; label: string; words: string }) {
  return (
    <Radio.Card value={value} className={classes.choice}>
      <Stack gap={2}>
        <Radio.Indicator display="none" />
        <Text fw={600}>{label}</Text>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Stack>
    </Radio.Card>
  );
}

const consentWords = {
  column: { label: 'A column says who agreed', words: 'Only people with a yes get texts; a no is a withdrawal.' },
  statement: { label: 'All of them agreed', words: 'You say how. Your words are kept with each person as evidence.' },
  none: { label: 'Not known', words: 'They are imported, and get no texts until they agree.' },
} as const;

function ConsentSection({ draft, onDraft }: Pick<PeopleStepProps, 'draft' | 'onDraft'>) {
  const { consent } = draft;
  // What was typed survives switching to and fro.
  const [wording, setWording] = useState(consent.kind === 'statement' ? consent.wording : '');
  const set = (next: ImportConsent) => onDraft({ ...draft, consent: next });
  const hasColumn = draft.columns.some(({ target }) => target === 'consent');
  const kinds = hasColumn ? (['column'] as const) : (['statement', 'none'] as const);
  const choose = (kind: string) => {
    if (kind === 'column') set({ kind, yes_values: [], no_values: [] });
    // Confirmed is only ever set by ticking the box; the API refuses the draft until then.
    else if (kind === 'statement') set({ kind, wording, confirmed: false as unknown as true });
    else set({ kind: 'none' });
  };
  return (
    <Section
      title="Did they agree to get texts?"
      subtitle="The law asks for it, carriers check it, and people who never agreed report you as spam."
    >
      <Stack gap="sm">
        <Radio.Group aria-label="Did they agree to get texts?" value={consent.kind} onChange={choose}>
          <Stack gap="xs">
            {kinds.map((kind) => (
              <Choice key={kind} value={kind} {...consentWords[kind]} />
            ))}
          </Stack>
        </Radio.Group>
        {consent.kind === 'column' && <ConsentValues consent={consent} onChange={set} />}
        {consent.kind === 'statement' && (
          <>
            <Textarea
              name="consent.wording"
              label="How did these people agree?"
              description="Where, when and to which words: “Ticked ‘Text me about services’ on the welcome card, January to March 2026”."
              autosize
              minRows={2}
              maxLength={1000}
              required
              value={consent.wording}
              onChange={(event) => {
                setWording(event.currentTarget.value);
                set({ ...consent, wording: event.currentTarget.value });
              }}
            />
            <Checkbox
              label="Everyone in this file with a phone number agreed in this way, and I can show it."
              checked={consent.confirmed}
              onChange={(event) => set({ ...consent, confirmed: event.currentTarget.checked as true })}
            />
          </>
        )}
        <Alert color="tide" variant="light" icon={<IconShieldCheck size={18} />}>
          Whoever said STOP here stays opted out, whatever the file says.
        </Alert>
      </Stack>
    </Section>
  );
}

function ConsentValues({
  consent,
  onChange,
}: {
  consent: Extract<ImportConsent, { kind: 'column' }>;
  onChange: (consent: ImportConsent) => void;
}) {
  return (
    <Stack gap="xs" maw={520}>
      <TagsInput
        label="Further words that mean yes"
        description="Usual ones (yes, true, 1, x, opted in …) are understood. The preview shows how each value is read."
        value={[...consent.yes_values]}
        onChange={(values) => onChange({ ...consent, yes_values: values })}
      />
      <TagsInput
        label="Further words that mean no"
        value={[...consent.no_values]}
        onChange={(values) => onChange({ ...consent, no_values: values })}
      />
    </Stack>
  );
}
