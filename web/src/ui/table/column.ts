import type { ReactNode } from 'react';
import type { Selection } from '../use-selection.ts';

export interface Column<T> {
  readonly key: string;
  readonly header: string;
  readonly render: (row: T) => ReactNode;
  /** CSS width; columns without one share what is left. */
  readonly width?: number | string;
  readonly align?: 'right';
  /** Left out on windows narrower than this. */
  readonly hideBelow?: 'md' | 'lg';
  /** Its place on the card of small screens: the first column is the title, the others are lines. */
  readonly card?: 'title' | 'corner' | 'line' | 'none';
}

export interface DataTableProps<T> {
  /** What the table lists, for screen readers: "Contacts". */
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly rowId: (row: T) => string;
  /** What the row is called, for its tick box. */
  readonly rowName?: (row: T) => string;
  /** Where the row leads; the title column becomes a link. */
  readonly rowHref?: (row: T) => string;
  /** Instead of a place to go: what opening the row does. */
  readonly onOpen?: (row: T) => void;
  /** With it, rows can be ticked. */
  readonly selection?: Selection;
  /** How many match in all, if known. */
  readonly total?: number;
  /** The next page; the result of `useApiPages` fits. */
  readonly more?: { readonly hasMore: boolean; readonly isLoadingMore: boolean; readonly loadMore: () => void };
  /** A guess of the height of a row in pixels, for long lists. */
  readonly rowHeight?: number;
}
