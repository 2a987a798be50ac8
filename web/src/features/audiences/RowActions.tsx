import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCopy, IconTrash } from '@tabler/icons-react';
import classes from './Audiences.module.css';

interface RowActionsProps {
  /** "Rule 2.1", "Group 2" */
  readonly name: string;
  /** No more may be added. */
  readonly full: boolean;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** What can be done with a rule or group as a whole. */
export function RowActions({ name, full, onDuplicate, onRemove }: RowActionsProps) {
  const look = { variant: 'subtle', color: 'gray', size: 32 } as const;
  return (
    <div className={classes.rowActions}>
      <Tooltip label="Duplicate">
        <ActionIcon {...look} aria-label={`Duplicate ${name}`} disabled={full} onClick={onDuplicate}>
          <IconCopy size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Remove">
        <ActionIcon {...look} aria-label={`Remove ${name}`} onClick={onRemove}>
          <IconTrash size={17} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
