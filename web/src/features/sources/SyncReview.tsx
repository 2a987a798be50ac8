import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { SourceSync, SyncChangeKind } from '@tidings/core/contract/source-syncs';
import { sourcesApi } from '@tidings/core/contract/sources';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import { ChangeList } from './ChangeList.tsx';
import classes from './Sources.module.css';
import { changeKinds, changeWords } from './source-words.ts';

interface SyncReviewProps {
  readonly sourceId: string;
  readonly sync: SourceSync;
  /** Goes back instead of dropping it; for the setup. */
  readonly onBack?: () => void;
}

/** What a sync would change, for somebody to say yes or no. */
export function SyncReview({ sourceId, sync, onBack }: SyncReviewProps) {
  const [kind, setKind] = useState<SyncChangeKind>();
  const approve = useApiMutation(sourcesApi.approveSourceSync, { invalidates: ['sources'] });
  const reject = useApiMutation(sourcesApi.rejectSourceSync, { invalidates: ['sources'] });
  const params = { source_id: sourceId, sync_id: sync.id };
  const risky = sync.review !== 'first';
  return (
    <Stack gap="md">
      <Alert
        color={risky ? 'amber' : 'tide'}
        variant="light"
        role="status"
        title={risky ? 'This sync waits for your yes' : 'Look at it first'}
      >
        {sync.review_words}
      </Alert>
      <SyncCounts sync={sync} />
      <FormError error={approve.error ?? reject.error} />
      <Group justify="space-between">
        {onBack ? (
          <Button variant="default" onClick={onBack}>
            Back
          </Button>
        ) : (
          <Button variant="default" loading={reject.isPending} onClick={() => reject.mutate({ params })}>
            Drop it, change nothing
          </Button>
        )}
        <Button color={risky ? 'red' : 'tide'} loading={approve.isPending} onClick={() => approve.mutate({ params })}>
          {approveWords(sync)}
        </Button>
      </Group>
      {changeKinds.some((one) => sync.counts[one] > 0) && (
        <ChangeList sourceId={sourceId} sync={sync} kind={kind} onKind={setKind} />
      )}
    </Stack>
  );
}

function approveWords({ review, counts }: SourceSync): string {
  if (review === 'withdrawn') return `The sheet is right: ${plural(counts.opted_out, 'person withdraws', 'people withdraw')}`;
  if (review === 'emptied') return `The sheet is right: change ${plural(counts.changed, 'person', 'people')}`;
  if (review !== 'first') return `The sheet is right: ${plural(counts.gone, 'person is', 'people are')} gone`;
  return counts.added === 0 ? 'Go on' : `Put ${plural(counts.added, 'person', 'people')} on the list`;
}

/** What a sync comes to in numbers; what is zero is left out. */
export function SyncCounts({ sync }: { sync: SourceSync }) {
  const { counts } = sync;
  const shown = changeKinds.filter((kind) => counts[kind] > 0);
  if (shown.length === 0) {
    return <Text size="sm">{plural(counts.rows ?? 0, 'row', 'rows')} read; nothing differs from what is here.</Text>;
  }
  return (
    <div className={classes.stats}>
      {shown.map((kind) => (
        <StatCard key={kind} label={changeWords[kind].label} value={counts[kind]} hint={changeWords[kind].hint} />
      ))}
      {counts.details > 0 && <StatCard label="Details changed" value={counts.details} hint="of people on the list" />}
      {counts.unchanged > 0 && (
        <StatCard label="Unchanged" value={counts.unchanged} hint={`of ${plural(counts.rows ?? 0, 'row', 'rows')}`} />
      )}
    </div>
  );
}
