import { useMediaQuery } from '@mantine/hooks';
import { CardList } from './CardList.tsx';
import type { DataTableProps } from './column.ts';
import classes from './DataTable.module.css';
import { LoadMore } from './LoadMore.tsx';
import { TableGrid } from './TableGrid.tsx';

/** A list of rows: a table, or cards on small screens. Show it inside `ListStates`. */
export function DataTable<T>(props: DataTableProps<T>) {
  const small = useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false });
  return (
    <div className={classes.root}>
      {small ? <CardList {...props} /> : <TableGrid {...props} />}
      {props.more !== undefined && <LoadMore more={props.more} />}
    </div>
  );
}
