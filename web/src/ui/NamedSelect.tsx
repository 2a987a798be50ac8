import { MultiSelect, type MultiSelectProps } from '@mantine/core';
import { useState } from 'react';
import { errorWords } from '../lib/api-error.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface NamedSelectProps extends Omit<MultiSelectProps, 'data' | 'value' | 'onChange' | 'searchable' | 'error'> {
  readonly items: readonly Named[];
  /** Ids of the chosen. */
  readonly value: readonly string[];
  readonly onChange: (ids: string[]) => void;
  /** Makes one that is not there, answering its id; left out where the member may not. */
  readonly onCreate?: ((name: string) => Promise<string>) | undefined;
  readonly maxNameLength: number;
}

/** No id has this form. */
const create = '+';

/** Chooses several by name; a name that is not there can be made on the spot. */
export function NamedSelect({ items, value, onChange, onCreate, maxNameLength, ...props }: NamedSelectProps) {
  const [search, setSearch] = useState('');
  const [problem, setProblem] = useState<string>();
  // What was made here is known before the list of all of them has come again.
  const [made, setMade] = useState<readonly Named[]>([]);
  const all = [...items, ...made.filter((one) => !items.some(({ id }) => id === one.id))];
  const name = search.trim();
  const isNew = name !== '' && !all.some((one) => one.name.toLowerCase() === name.toLowerCase());
  const choose = async (ids: string[]) => {
    setProblem(undefined);
    if (!ids.includes(create)) return onChange(ids);
    setSearch('');
    try {
      const id = await onCreate?.(name);
      if (id === undefined) return;
      setMade((before) => [...before, { id, name }]);
      onChange([...value, id]);
    } catch (error) {
      setSearch(name);
      setProblem(errorWords(error, { name: 'The name' }));
    }
  };
  return (
    <MultiSelect
      {...props}
      searchable
      maxLength={maxNameLength}
      searchValue={search}
      onSearchChange={setSearch}
      data={[
        ...all.map((one) => ({ value: one.id, label: one.name })),
        ...(isNew && onCreate !== undefined ? [{ value: create, label: `Create “${name}”` }] : []),
      ]}
      value={[...value]}
      onChange={(ids) => void choose(ids)}
      error={problem}
    />
  );
}
