import { Alert, Checkbox, Radio, Select, Stack, TagsInput, Textarea } from '@mantine/core';
import { IconMessageQuestion, IconShieldCheck } from '@tabler/icons-react';
import { consentApi } from '@tidings/core/contract/consent';
import type { ImportConsent, ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Import } from '@tidings/core/contract/imports';
import { useState } from 'react';
import { useApi } from '../../lib/query.ts';
import { Choice } from '../../ui/Choice.tsx';
import { Section } from '../../ui/Section.tsx';
import { type ConsentProblems, consentColumn, withConsentColumn } from './import-draft.ts';

const consentWords = {
  column: { label: 'A column says who agreed', words: 'Only people with a yes get texts; a no is a withdrawal.' },
  statement: { label: 'All of them agreed', words: 'You say how. Your words are kept with each person as evidence.' },
  none: { label: 'Not known', words: 'They are imported, and get no texts until they agree.' },
} as const;

const kinds = ['column', 'statement', 'none'] as const;

interface ConsentSectionProps {
  readonly columns: Import['columns'];
  readonly draft: ImportMapping;
  readonly onDraft: (draft: ImportMapping) => void;
  /** What is missing, once it was tried to go on without. */
  readonly problems: ConsentProblems;
}

/** How the people of the file agreed: as a column says, all in one way, or it is not known. */
export function ConsentSection({ columns, draft, onDraft, problems }: ConsentSectionProps) {
  const { consent } = draft;
  const asksFirst = useApi(consentApi.getDoubleOptIn, { topics: ['workspace'] }).data?.settings.import === true;
  // What was typed survives switching to and fro.
  const [wording, setWording] = useState(consent.kind === 'statement' ? consent.wording : '');
  const set = (next: ImportConsent) => onDraft({ ...draft, consent: next });
  const column = consentColumn(draft);
  // Back at "A column says", the same column is chosen again.
  const [before, setBefore] = useState(column);
  const setColumn = (place: number | undefined, next: ImportConsent) =>
    onDraft({ ...withConsentColumn(draft, columns, place), consent: next });
  const choose = (kind: string) => {
    if (kind === 'column') return setColumn(before, { kind, yes_values: [], no_values: [] });
    if (column !== undefined) setBefore(column);
    // Confirmed is only ever set by ticking the box; the API refuses the draft until then.
    if (kind === 'statement') setColumn(undefined, { kind, wording, confirmed: false as unknown as true });
    else setColumn(undefined, { kind: 'none' });
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
        {consent.kind === 'column' && (
          <Select
            name="consent"
            label="Which column says who agreed?"
            error={problems.column}
            placeholder="Choose the column"
            maw={520}
            required
            allowDeselect={false}
            data={columns.map(({ column: place, name, samples }) => ({
              value: String(place),
              label: samples[0] === undefined ? name : `${name} (${samples.slice(0, 2).join(', ')} …)`,
            }))}
            value={column === undefined ? null : String(column)}
            onChange={(place) => place !== null && setColumn(Number(place), consent)}
          />
        )}
        {consent.kind === 'column' && column !== undefined && <ConsentValues consent={consent} onChange={set} />}
        {consent.kind === 'statement' && (
          <>
            <Textarea
              name="consent.wording"
              label="How did these people agree?"
              error={problems.wording}
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
              name="consent.confirmed"
              label="Everyone in this file with a phone number agreed in this way, and I can show it."
              error={problems.confirmed}
              checked={consent.confirmed}
              onChange={(event) => set({ ...consent, confirmed: event.currentTarget.checked as true })}
            />
          </>
        )}
        {consent.kind !== 'none' && (
          <Radio.Group
            label="To which texts did they agree?"
            value={draft.consent_purpose}
            onChange={(next) => onDraft({ ...draft, consent_purpose: next === 'informational' ? next : 'all' })}
          >
            <Stack gap={8} mt={8}>
              <Radio value="all" label="All texts: news, invitations, offers" />
              <Radio value="informational" label="Information only: changed times, reminders" />
            </Stack>
          </Radio.Group>
        )}
        {consent.kind !== 'none' && asksFirst && (
          <Alert color="amber" variant="light" icon={<IconMessageQuestion size={18} />}>
            Your workspace asks imported people first: each who agreed gets one text, and counts once they answer YES.
          </Alert>
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
