import { Button, MultiSelect, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { IconX } from '@tabler/icons-react';
import { connectionsApi } from '@tidings/core/contract/connections';
import { messageSources } from '@tidings/core/contract/messages';
import { messageSourceWords } from '../../lib/message-words.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { SearchInput } from '../../ui/SearchInput.tsx';
import classes from './HistoryFilters.module.css';
import { type HistorySearch, isFiltered, outcomes } from './history-search.ts';

interface HistoryFiltersProps {
  readonly search: HistorySearch;
  readonly onChange: (patch: Partial<HistorySearch>) => void;
}

/** Text, direction, outcome, purpose, sender and days. */
export function HistoryFilters({ search, onChange }: HistoryFiltersProps) {
  const { country } = useWorkspace();
  const senders = useApi(connectionsApi.listSenders, { query: {}, topics: ['connections'] });
  const clear: Partial<HistorySearch> = {
    search: '',
    direction: undefined,
    channel: undefined,
    outcome: undefined,
    source: undefined,
    sender: undefined,
    contact: undefined,
    source_id: undefined,
    from: undefined,
    until: undefined,
  };
  return (
    <div className={classes.root}>
      <SearchInput
        label="Search texts and numbers"
        width={236}
        value={search.search}
        onChange={(text) => onChange({ search: text })}
      />
      <Select
        aria-label="Direction"
        placeholder="In and out"
        clearable
        w={130}
        value={search.direction ?? null}
        onChange={(value) => onChange({ direction: (value as HistorySearch['direction'] | null) ?? undefined })}
        data={[
          { value: 'out', label: 'Sent' },
          { value: 'in', label: 'Received' },
        ]}
      />
      <Select
        aria-label="Outcome"
        placeholder="Any outcome"
        clearable
        w={150}
        value={search.outcome ?? null}
        onChange={(value) => onChange({ outcome: (value as HistorySearch['outcome'] | null) ?? undefined })}
        data={Object.entries(outcomes).map(([value, { label }]) => ({ value, label }))}
      />
      <MultiSelect
        aria-label="Purpose"
        placeholder={search.source?.length ? '' : 'Any purpose'}
        clearable
        w={180}
        value={search.source ?? []}
        onChange={(value) => onChange({ source: value.length === 0 ? undefined : (value as HistorySearch['source']) })}
        data={messageSources.map((value) => ({ value, label: messageSourceWords(value) }))}
      />
      {(senders.data?.items.length ?? 0) > 1 && (
        <Select
          aria-label="Sender"
          placeholder="Any sender"
          clearable
          w={170}
          value={search.sender ?? null}
          onChange={(value) => onChange({ sender: value ?? undefined })}
          data={(senders.data?.items ?? []).map((one) => ({
            value: one.id,
            label: one.name === one.address ? readablePhone(one.address, country) : one.name,
          }))}
        />
      )}
      <DatePickerInput
        type="range"
        placeholder="Any day"
        clearable
        allowSingleDateInRange
        w={196}
        value={[search.from ?? null, search.until ?? null]}
        onChange={([from, until]) => onChange({ from: from ?? undefined, until: until ?? undefined })}
      />
      {isFiltered(search) && (
        <Button variant="subtle" leftSection={<IconX size={15} />} onClick={() => onChange(clear)}>
          Clear
        </Button>
      )}
    </div>
  );
}
