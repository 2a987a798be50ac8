import { Checkbox } from '@mantine/core';
import type { MouseEvent } from 'react';
import { AppLink } from '../AppLink.tsx';
import type { DataTableProps } from './column.ts';
import classes from './DataTable.module.css';

interface TableRowProps<T> extends DataTableProps<T> {
  readonly row: T;
  readonly index: number;
  readonly measure: ((element: Element | null) => void) | undefined;
  readonly tabbable: boolean;
  readonly onFocus: () => void;
  readonly onToggle: (index: number, range: boolean) => void;
  readonly onClick?: (event: MouseEvent<HTMLElement>) => void;
}

export function TableRow<T>(props: TableRowProps<T>) {
  const { row, index, columns, rowId, rowName, rowHref, selection } = props;
  const ticked = selection?.has(rowId(row));
  const titleKey = (columns.find((column) => column.card === 'title') ?? columns[0])?.key;
  return (
    <tr
      ref={props.measure}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={ticked}
      tabIndex={props.tabbable ? 0 : -1}
      className={classes.row}
      data-opens={props.onClick !== undefined || undefined}
      onFocus={props.onFocus}
      onClick={props.onClick}
    >
      {selection !== undefined && (
        <td className={classes.tick}>
          <Checkbox
            size="sm"
            tabIndex={-1}
            aria-label={`Tick ${rowName?.(row) ?? `row ${index + 1}`}`}
            checked={ticked === true}
            onChange={() => {}}
            onClick={(event) => props.onToggle(index, event.shiftKey)}
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} data-align={column.align} data-hide={column.hideBelow}>
          {column.key === titleKey && rowHref !== undefined ? (
            <AppLink to={rowHref(row)} tabIndex={-1} className={classes.title}>
              {column.render(row)}
            </AppLink>
          ) : (
            column.render(row)
          )}
        </td>
      ))}
    </tr>
  );
}
