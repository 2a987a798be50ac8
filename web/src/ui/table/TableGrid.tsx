import { Checkbox } from '@mantine/core';
import { useRef } from 'react';
import type { DataTableProps } from './column.ts';
import classes from './DataTable.module.css';
import { useOpenRow } from './open-row.ts';
import { TableRow } from './TableRow.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { useVisibleRows } from './use-visible-rows.ts';

/** The table of wide screens, as an ARIA grid with one tab stop. */
export function TableGrid<T>(props: DataTableProps<T>) {
  const { label, rows, columns, rowId, selection, total, rowHeight = 53 } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const visible = useVisibleRows(rows.length, rowHeight, body);
  const opening = useOpenRow(props);
  const ids = rows.map(rowId);
  const toggle = (index: number, range: boolean): void => {
    const id = ids[index];
    if (id === undefined) return;
    if (range) selection?.toggleRange(ids, id);
    else selection?.toggle(id);
  };
  const keys = useRowKeys({
    count: rows.length,
    container: body,
    open: (index) => {
      const row = rows[index];
      if (row !== undefined) opening.open(row);
    },
    toggle: selection && toggle,
    clear: selection?.clear,
    reveal: visible.reveal,
  });
  const span = columns.length + (selection === undefined ? 0 : 1);
  return (
    <table
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose rows are moved through by keys is a grid
      role="grid"
      aria-label={label}
      aria-rowcount={(total ?? rows.length) + 1}
      aria-multiselectable={selection !== undefined}
      className={classes.table}
    >
      <TableHead {...props} ids={ids} />
      <tbody ref={body} onKeyDown={keys.onKeyDown}>
        <Space height={visible.above} span={span} />
        {visible.indexes.map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <TableRow
              key={rowId(row)}
              {...props}
              row={row}
              index={index}
              measure={visible.measure}
              tabbable={index === keys.active}
              onFocus={() => keys.setActive(index)}
              onToggle={toggle}
              {...(opening.can ? { onClick: opening.onClick(row) } : {})}
            />
          );
        })}
        <Space height={visible.below} span={span} />
      </tbody>
    </table>
  );
}

function TableHead<T>({ columns, selection, ids }: DataTableProps<T> & { ids: readonly string[] }) {
  const ticked = selection === undefined ? 0 : ids.filter(selection.has).length;
  const all = ids.length > 0 && ticked === ids.length;
  return (
    <thead>
      <tr>
        {selection !== undefined && (
          <th className={classes.tick} scope="col">
            <Checkbox
              size="sm"
              aria-label={all ? 'Untick all' : 'Tick all shown'}
              checked={all}
              indeterminate={ticked > 0 && !all}
              onChange={() => (all ? selection.clear() : selection.set(ids, true))}
            />
          </th>
        )}
        {columns.map((column) => (
          <th key={column.key} scope="col" style={{ width: column.width }} data-align={column.align} data-hide={column.hideBelow}>
            {column.header}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Stands in for the rows that are not drawn. */
function Space({ height, span }: { height: number; span: number }) {
  if (height === 0) return null;
  return (
    <tr className={classes.space}>
      <td colSpan={span} style={{ height }} />
    </tr>
  );
}
