import { Select, Text } from '@mantine/core';
import { findStandardField } from '@tidings/core/contacts/fields';
import { formatPhone } from '@tidings/core/contacts/phone-format';
import { fieldsApi } from '@tidings/core/contract/fields';
import type { SourceSync, SyncChange, SyncChangeKind } from '@tidings/core/contract/source-syncs';
import { sourcesApi } from '@tidings/core/contract/sources';
import { formatNumber } from '../../lib/format.ts';
import { useApi, useApiPages } from '../../lib/query.ts';
import { usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './Sources.module.css';
import { changeKinds, changeWords } from './source-words.ts';

interface ChangeListProps {
  readonly sourceId: string;
  readonly sync: SourceSync;
  readonly kind: SyncChangeKind | undefined;
  readonly onKind: (kind: SyncChangeKind | undefined) => void;
}

/** Whom a sync changed, or would change, one by one. */
export function ChangeList({ sourceId, sync, kind, onKind }: ChangeListProps) {
  const pages = useApiPages(sourcesApi.listSyncChanges, {
    params: { source_id: sourceId, sync_id: sync.id },
    query: kind === undefined ? {} : { kind },
    topics: ['sources'],
    topicId: sourceId,
  });
  const fields = useApi(fieldsApi.listFields, { topics: ['fields'], staleTime: 30_000 }).data?.items ?? [];
  const there = changeKinds.filter((one) => sync.counts[one] > 0);
  const data = [
    { value: 'all', label: 'Everything' },
    ...there.map((one) => ({ value: one, label: `${changeWords[one].label} (${formatNumber(sync.counts[one])})` })),
  ];
  const choose = (value: string | null) => onKind(there.find((one) => one === value));
  return (
    <Section
      title={sync.state === 'review' ? 'What it would change' : 'What it changed'}
      flush
      actions={
        there.length > 1 && (
          <Select
            aria-label="Which changes"
            size="xs"
            data={data}
            value={kind ?? 'all'}
            onChange={choose}
            allowDeselect={false}
          />
        )
      }
    >
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<EmptyState title="Nothing to show" words="Nobody is changed, or the log was kept for 90 days and is gone." />}
      >
        {pages.items.map((one) => (
          <ChangeRow key={one.id} change={one} fields={fields} />
        ))}
        <MoreButton pages={pages} label="More changes" />
      </ListStates>
    </Section>
  );
}

function ChangeRow({ change, fields }: { change: SyncChange; fields: readonly { key: string; label: string }[] }) {
  const path = usePath();
  const { label, tone } = changeWords[change.kind];
  return (
    <div className={classes.change}>
      <Text component="div" fw={600}>
        {change.contact_id === null ? (
          <bdi>{change.name}</bdi>
        ) : (
          <AppLink to={path(`contacts/${change.contact_id}`)}>
            <bdi>{change.name}</bdi>
          </AppLink>
        )}{' '}
        <StatusBadge tone={tone}>{label}</StatusBadge>{' '}
        {change.line !== null && (
          <Text span size="xs" c="dimmed" fw={400}>
            row {formatNumber(change.line)}
          </Text>
        )}
      </Text>
      {change.words !== null && (
        <Text size="sm" c="dimmed">
          {change.words}
        </Text>
      )}
      {change.changes.map(({ field, before, after }) => (
        <Text key={field} size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
          {fieldWords(field, fields)}:{' '}
          {change.kind === 'kept_here' ? (
            <>
              stays <bdi>{shown(field, after)}</bdi>; the sheet says <bdi>{shown(field, before)}</bdi>
            </>
          ) : (
            <>
              <s>
                <bdi>{shown(field, before)}</bdi>
              </s>{' '}
              now <bdi>{shown(field, after)}</bdi>
            </>
          )}
        </Text>
      ))}
    </div>
  );
}

function fieldWords(field: string, fields: readonly { key: string; label: string }[]): string {
  if (field === 'tags') return 'Tags';
  if (field.startsWith('entry:')) return `${field.slice('entry:'.length)} on the list`;
  if (field.startsWith('custom:')) return fields.find(({ key }) => `custom:${key}` === field)?.label ?? field.slice(7);
  return findStandardField(field)?.label ?? field;
}

function shown(field: string, value: string): string {
  if (value === '') return 'empty';
  if (field !== 'phone') return value;
  return value
    .split(', ')
    .map((phone) => formatPhone(phone))
    .join(', ');
}
