import { Alert, Button, Checkbox, Stack, Text, TextInput } from '@mantine/core';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { BroadcastPreview } from '@tidings/core/contract/broadcast-text';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { errorWords } from '../../lib/api-error.ts';
import { useApi } from '../../lib/query.ts';
import { useWays } from '../../lib/ways.ts';
import { useMay } from '../../lib/workspace.ts';
import { Section } from '../../ui/Section.tsx';
import { BodyEditor } from './BodyEditor.tsx';
import classes from './Composer.module.css';
import { DeadlineField } from './DeadlineField.tsx';
import { draftLabels } from './draft-fields.ts';
import { HoursChoice } from './HoursChoice.tsx';
import { MessagePurposeChoice } from './MessagePurposeChoice.tsx';
import { PreviewPane } from './PreviewPane.tsx';
import { RecipientsPicker } from './RecipientsPicker.tsx';
import { SenderChoice } from './SenderChoice.tsx';
import { TestSend } from './TestSend.tsx';
import { useAudienceCount } from './use-audience-count.ts';
import type { Draft } from './use-draft.ts';
import { useUsualPurpose } from './use-purpose.ts';

interface ComposerProps {
  readonly draft: Draft;
  readonly preview: BroadcastPreview | undefined;
  /** Whether it can be tried on a phone: what is tried is saved first. */
  readonly testable?: boolean;
}

/** Where a broadcast is written: recipients, text, and beside it the phone of a recipient. */
export function Composer({ draft, preview, testable = true }: ComposerProps) {
  const { fields, change } = draft;
  const maySend = useMay('broadcasts:send');
  const chosen = fields.audience.include.length > 0;
  const people = useAudienceCount(fields.audience, fields.purpose);
  const lists = chosen ? (people.data?.pools?.lists ?? []) : [];
  const tags = useApi(broadcastsApi.listMergeTags, {
    query: lists.length === 0 ? {} : { list_id: lists.map((one) => one.list_id) },
    topics: ['fields', 'lists'],
    staleTime: 60_000,
    keepPrevious: true,
  });
  const ways = useWays();
  const usual = useUsualPurpose();
  const isMarketing = (purpose: MessagePurpose | null) => (purpose ?? usual) === 'marketing';
  // What becomes an offer keeps the quiet hours again.
  const choosePurpose = (purpose: MessagePurpose | null) =>
    change(isMarketing(purpose) && fields.quiet_hours?.kind === 'urgent' ? { purpose, quiet_hours: null } : { purpose });
  const way = ways.find((one) => one.id === (fields.pool_id ?? fields.sender_id)) ?? ways[0];
  return (
    <>
      <Trouble draft={draft} />
      <div className={classes.columns}>
        <Stack gap="lg">
          <Section title="Who gets it">
            <RecipientsPicker audience={fields.audience} purpose={fields.purpose} onChange={(audience) => change({ audience })} />
          </Section>
          <Section title="What it says">
            <BodyEditor
              body={fields.body}
              smartEncoding={fields.smart_encoding}
              tags={tags.data?.items ?? []}
              preview={preview}
              recipients={chosen ? people.data?.count : undefined}
              onChange={change}
            />
          </Section>
          <Section title="How it goes out">
            <Stack gap="md">
              <TextInput
                label="Name"
                description="Only you see it, in lists and reports."
                placeholder="Untitled broadcast"
                maxLength={120}
                value={fields.name}
                onChange={(event) => change({ name: event.currentTarget.value })}
              />
              <SenderChoice
                ways={ways}
                chosen={way}
                onChange={({ kind, id }) =>
                  change(kind === 'pool' ? { pool_id: id, sender_id: null } : { pool_id: null, sender_id: id })
                }
              />
              <Checkbox
                label="One text per phone"
                description="Who shares a phone gets it once."
                checked={fields.one_per_address}
                onChange={(event) => change({ one_per_address: event.currentTarget.checked })}
              />
              <MessagePurposeChoice value={fields.purpose} onChange={choosePurpose} />
              <HoursChoice
                marketing={isMarketing(fields.purpose)}
                value={fields.quiet_hours}
                onChange={(quiet_hours) => change({ quiet_hours })}
              />
              <DeadlineField value={fields.useless_after} onChange={(useless_after) => change({ useless_after })} />
            </Stack>
          </Section>
        </Stack>
        <Stack gap="lg" className={classes.side}>
          <Section title="As they get it">
            <PreviewPane preview={preview} body={fields.body} chosen={chosen} sender={way?.label ?? 'Your number'} />
          </Section>
          {maySend && testable && (
            <Section>
              <TestSend draft={draft} />
            </Section>
          )}
        </Stack>
      </div>
    </>
  );
}

/** What is the matter with saving, when something is. */
function Trouble({ draft }: { draft: Draft }) {
  const { saveState } = draft;
  if (saveState.kind === 'overtaken') {
    return (
      <Alert color="amber" mb="lg" role="alert" title="Somebody else changed this broadcast">
        <Text size="sm" mb="xs">
          Your latest changes are not saved, and nothing of theirs was overwritten. Copy what you want to keep, then load what is
          there now.
        </Text>
        <Button size="xs" variant="default" onClick={() => window.location.reload()}>
          Load what is there now
        </Button>
      </Alert>
    );
  }
  if (saveState.kind === 'failed') {
    return (
      <Alert color="red" mb="lg" role="alert" title="Not saved">
        <Text size="sm" mb="xs">
          {errorWords(saveState.error, draftLabels)}
        </Text>
        <Button size="xs" variant="default" onClick={() => void draft.flush()}>
          Try again
        </Button>
      </Alert>
    );
  }
  return null;
}
