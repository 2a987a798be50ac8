import { Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress, Recipient } from '@tidings/core/contract/broadcast-progress';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { mayHaveArrived } from '@tidings/core/messaging/may-have-arrived';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import { stateLabel } from '@tidings/core/messaging/state-words';
import { messageStates } from '@tidings/core/messaging/states';
import { downloadUrl } from '../../lib/api.ts';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { messageStateWords } from '../../lib/message-words.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApiPages } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { NotAmong } from './NotAmong.tsx';
import type { RecipientSearch } from './recipient-search.ts';

interface RecipientsSectionProps {
  readonly broadcast: Broadcast;
  readonly progress: BroadcastProgress;
  readonly search: RecipientSearch;
  readonly onSearch: (patch: Partial<RecipientSearch>) => void;
}

/** A line per recipient: what became of it and why, searchable. */
export function RecipientsSection({ broadcast, progress, search, onSearch }: RecipientsSectionProps) {
  const { workspace_id, country, time_zone } = useWorkspace();
  const mayExport = useMay('contacts:export');
  const filters = {
    ...(search.state === undefined ? {} : { state: [search.state] }),
    ...(search.reason === undefined ? {} : { reason: [search.reason] }),
    ...(search.search === '' ? {} : { search: search.search }),
  };
  const params = { broadcast_id: broadcast.id };
  const pages = useApiPages(broadcastsApi.listRecipients, {
    params,
    query: { ...filters, limit: 100 },
    topics: ['broadcasts'],
    topicId: broadcast.id,
  });
  const filtered = Object.keys(filters).length > 0;
  return (
    <Section
      title="Recipients"
      flush
      actions={
        mayExport && (
          <Button
            component="a"
            variant="default"
            size="xs"
            leftSection={<IconDownload size={15} />}
            href={downloadUrl(broadcastsApi.exportRecipients, workspace_id, { params, query: filters })}
            download
          >
            Export as CSV
          </Button>
        )
      }
    >
      <Group gap="sm" px="md" pb="sm">
        <SearchInput
          label="Search by name or number"
          width={240}
          value={search.search}
          onChange={(text) => onSearch({ search: text })}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          w={170}
          value={search.state ?? null}
          onChange={(value) => onSearch({ state: (value as RecipientSearch['state'] | null) ?? undefined, reason: undefined })}
          data={messageStates
            .filter((state) => progress.counts[state] > 0 || state === search.state)
            .map((value) => ({ value, label: `${stateLabel(value)} (${formatNumber(progress.counts[value])})` }))}
        />
        {search.reason !== undefined && (
          <Button variant="light" rightSection={<IconX size={14} />} onClick={() => onSearch({ reason: undefined })}>
            {isReasonCode(search.reason) ? reasons[search.reason].label : search.reason}
          </Button>
        )}
      </Group>
      <ListStates
        {...pages}
        onRetry={pages.refetch}
        empty={<Nothing filtered={filtered} broadcastId={broadcast.id} search={search.search} />}
      >
        <DataTable
          label="Recipients"
          rows={pages.items}
          columns={columns(country, time_zone)}
          rowId={(row) => row.message_id}
          onOpen={(row) => onSearch({ message: row.message_id })}
          more={pages}
        />
      </ListStates>
    </Section>
  );
}

function Nothing({ filtered, broadcastId, search }: { filtered: boolean; broadcastId: string; search: string }) {
  if (!filtered) return <EmptyState title="Nobody yet" words="Recipients appear here as soon as it is prepared." />;
  return (
    <>
      <EmptyState title="Nobody matches" words="Search for something else, or choose another state." />
      {search !== '' && <NotAmong broadcastId={broadcastId} search={search} />}
    </>
  );
}

function columns(country: string, zone: string): Column<Recipient>[] {
  return [
    {
      key: 'name',
      header: 'Name',
      render: (row) => row.name || (row.address === null ? 'Someone' : readablePhone(row.address, country)),
    },
    {
      key: 'phone',
      header: 'Number',
      width: 160,
      render: (row) =>
        row.address === null ? (
          <Text span c="dimmed">
            none
          </Text>
        ) : (
          readablePhone(row.address, country)
        ),
    },
    { key: 'state', header: 'State', width: 140, card: 'corner', render: (row) => <State row={row} /> },
    {
      key: 'reason',
      header: 'Why',
      render: (row) =>
        row.reason_label === null && row.waits_until === null && row.waits_for === null ? null : <Why row={row} zone={zone} />,
    },
    { key: 'at', header: 'Latest', width: 140, hideBelow: 'md', render: (row) => latestOf(row, zone) },
  ];
}

function State({ row }: { row: Recipient }) {
  const { label, tone, moving, explanation } = messageStateWords(row.state, row.reason);
  return (
    <Tooltip label={mayHaveArrived(row.state, row.reason) ? explanation : row.state_words} multiline maw={280}>
      <span>
        <StatusBadge tone={tone} pulse={moving}>
          {label}
        </StatusBadge>
      </span>
    </Tooltip>
  );
}

function Why({ row, zone }: { row: Recipient; zone: string }) {
  const waits = waitWords(row, zone);
  if (row.reason_label === null) return waits === null ? null : <Text size="sm">{waits}</Text>;
  return (
    <Text size="sm">
      {row.reason_label}
      <Text span c="dimmed">
        {row.reason_words === null ? '' : ` – ${row.reason_words}`}
        {row.error_code !== null && ` (${row.error_code})`}
      </Text>
      {waits !== null && ` ${waits}`}
    </Text>
  );
}

/** When somebody who waits has their turn, and what for. */
function waitWords({ waits_until, waits_for }: Recipient, zone: string): string | null {
  if (waits_until === null) return waits_for === null ? null : `Waits: ${waits_for.toLowerCase()}.`;
  const at = formatInstant(waits_until, zone);
  return waits_for === null ? `Tried again ${at}.` : `Waits until ${at}: ${waits_for.toLowerCase()}.`;
}

function latestOf(row: Recipient, zone: string) {
  const at = row.delivered_at ?? row.ended_at ?? row.sent_at ?? row.accepted_at;
  return at === null ? null : <RelativeTime at={at} zone={zone} />;
}
