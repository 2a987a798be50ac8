import { SegmentedControl } from '@mantine/core';
import classes from './ListFilters.module.css';
import { SearchInput } from './SearchInput.tsx';

interface ListFiltersProps<Show extends string> {
  /** What is listed, in the plural: "lists". */
  readonly what: string;
  readonly search: string;
  readonly show: Show;
  readonly choices: readonly { readonly value: Show; readonly label: string }[];
  readonly onChange: (change: { search?: string; show?: Show }) => void;
}

/** Above a list: its search by name, and which part of it is shown. */
export function ListFilters<Show extends string>({ what, search, show, choices, onChange }: ListFiltersProps<Show>) {
  return (
    <div className={classes.filters}>
      <SearchInput label={`Search ${what}`} width={270} value={search} onChange={(next) => onChange({ search: next })} />
      <SegmentedControl
        aria-label={`Which ${what}`}
        value={show}
        onChange={(next) => onChange({ show: next })}
        data={[...choices]}
      />
    </div>
  );
}

/** What is in use, or was archived. */
export const usedOrArchived = [
  { value: 'used', label: 'In use' },
  { value: 'archived', label: 'Archived' },
] as const;
