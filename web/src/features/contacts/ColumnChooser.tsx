import { Button, Checkbox, Popover, ScrollArea, Stack } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconColumns3 } from '@tabler/icons-react';
import { useWorkspace } from '../../lib/workspace.ts';
import type { ChoosableColumn } from './contact-columns.tsx';

/** Which columns this person wants to see here, or on the page of one list; remembered by the browser. */
export function useChosenColumns(all: readonly ChoosableColumn[], listId?: string) {
  const { workspace_id } = useWorkspace();
  const [chosen, setChosen] = useLocalStorage<string[] | null>({
    key: `tidings-contact-columns-${listId ?? workspace_id}`,
    defaultValue: null,
  });
  const isShown = (column: ChoosableColumn) =>
    column.key === 'name' || (chosen === null ? column.usual : chosen.includes(column.key));
  const shown = all.filter(isShown);
  const toggle = (key: string) =>
    setChosen(
      shown.some((one) => one.key === key)
        ? shown.map((one) => one.key).filter((one) => one !== key)
        : [...shown.map((one) => one.key), key],
    );
  return { shown, toggle, reset: () => setChosen(null) };
}

interface ColumnChooserProps {
  readonly all: readonly ChoosableColumn[];
  readonly shown: readonly ChoosableColumn[];
  readonly toggle: (key: string) => void;
  readonly reset: () => void;
}

export function ColumnChooser({ all, shown, toggle, reset }: ColumnChooserProps) {
  return (
    <Popover position="bottom-end" width={230} trapFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={17} stroke={1.7} />} visibleFrom="sm">
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <ScrollArea.Autosize mah={360} p="sm">
          <Stack gap={10}>
            {all
              .filter((one) => one.key !== 'name')
              .map((one) => (
                <Checkbox
                  key={one.key}
                  label={one.label}
                  checked={shown.some((other) => other.key === one.key)}
                  onChange={() => toggle(one.key)}
                />
              ))}
            <Button variant="subtle" size="compact-sm" onClick={reset}>
              The usual columns
            </Button>
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
