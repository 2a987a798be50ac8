import { Checkbox, UnstyledButton } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import { AppLink } from '../AppLink.tsx';
import classes from './CardList.module.css';
import type { Column, DataTableProps } from './column.ts';
import { useOpenRow } from './open-row.ts';
import { useVisibleRows } from './use-visible-rows.ts';

/** The list of small screens: a card per row. */
export function CardList<T>(props: DataTableProps<T>) {
  const { label, rows, rowId, rowHeight = 92 } = props;
  const list = useRef<HTMLUListElement>(null);
  const visible = useVisibleRows(rows.length, Math.max(rowHeight, 92), list);
  return (
    <ul
      ref={list}
      aria-label={label}
      className={classes.list}
      style={{ paddingTop: visible.above, paddingBottom: visible.below }}
    >
      {visible.indexes.map((index) => {
        const row = rows[index];
        return (
          row !== undefined && (
            <li key={rowId(row)} ref={visible.measure} data-index={index} className={classes.item}>
              <Card {...props} row={row} />
            </li>
          )
        );
      })}
    </ul>
  );
}

function Card<T>({ row, columns, rowId, rowName, selection, ...props }: DataTableProps<T> & { row: T }) {
  const { onClick, can } = useOpenRow(props);
  const title = columns.find((column) => column.card === 'title') ?? columns[0];
  const corner = columns.filter((column) => column.card === 'corner');
  const lines = columns.filter((column) => column !== title && column.card !== 'corner' && column.card !== 'none');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the title inside is the link; the card only enlarges its target
    // biome-ignore lint/a11y/noStaticElementInteractions: as above
    <div className={classes.card} data-opens={can || undefined} onClick={can ? onClick(row) : undefined}>
      {selection !== undefined && (
        <Checkbox
          size="md"
          aria-label={`Tick ${rowName?.(row) ?? 'this row'}`}
          checked={selection.has(rowId(row))}
          onChange={() => selection.toggle(rowId(row))}
        />
      )}
      <div className={classes.body}>
        <div className={classes.head}>
          {title !== undefined && <CardTitle {...props} row={row} column={title} />}
          <span className={classes.corner}>{corner.map((column) => fragment(column, row))}</span>
        </div>
        {lines.map((column) => {
          const value = column.render(row);
          // A label with nothing behind it is noise.
          if (value === null) return null;
          return (
            <div key={column.key} className={classes.line}>
              {column.header !== '' && <span className={classes.label}>{column.header}</span>}
              <span>{value}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

type TitleProps<T> = Pick<DataTableProps<T>, 'rowHref' | 'onOpen'> & { row: T; column: Column<T> };

function CardTitle<T>({ row, column, rowHref, onOpen }: TitleProps<T>) {
  if (rowHref !== undefined) {
    return (
      <AppLink to={rowHref(row)} className={classes.title}>
        {column.render(row)}
      </AppLink>
    );
  }
  if (onOpen === undefined) return <span className={classes.title}>{column.render(row)}</span>;
  return (
    <UnstyledButton className={classes.title} onClick={() => onOpen(row)}>
      {column.render(row)}
    </UnstyledButton>
  );
}

function fragment<T>(column: Column<T>, row: T): ReactNode {
  return <span key={column.key}>{column.render(row)}</span>;
}
