import type { MouseEvent } from 'react';
import { useGo } from '../../lib/navigate.ts';
import type { DataTableProps } from './column.ts';

/** Opening a row by click or key; with Ctrl or the middle button in a new tab, as a link would. */
export function useOpenRow<T>({ rowHref, onOpen }: Pick<DataTableProps<T>, 'rowHref' | 'onOpen'>) {
  const go = useGo();
  const can = rowHref !== undefined || onOpen !== undefined;
  const open = (row: T, newTab = false): void => {
    if (onOpen !== undefined) onOpen(row);
    else if (rowHref !== undefined && newTab) window.open(rowHref(row), '_blank', 'noopener');
    else if (rowHref !== undefined) go(rowHref(row));
  };
  const onClick = (row: T) => (event: MouseEvent<HTMLElement>) => {
    // Links and controls inside the row do their own thing; selecting text is not a click.
    if ((event.target as HTMLElement).closest('a, button, input, label, [role="menu"], [role="option"]') !== null) return;
    if (window.getSelection()?.toString() !== '') return;
    open(row, event.metaKey || event.ctrlKey);
  };
  return { can, open, onClick };
}
