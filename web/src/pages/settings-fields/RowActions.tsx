import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArchive, IconArrowDown, IconArrowUp, IconPencil } from '@tabler/icons-react';

interface RowActionsProps {
  readonly name: string;
  readonly onEdit: () => void;
  readonly onArchive: () => void;
  /** Where the order matters; undefined at the end of the list. */
  readonly onUp?: (() => void) | undefined;
  readonly onDown?: (() => void) | undefined;
  readonly movable?: boolean;
}

/** What can be done with one row of a settings list. */
export function RowActions({ name, onEdit, onArchive, onUp, onDown, movable = false }: RowActionsProps) {
  const actions = [
    ...(movable
      ? [
          { label: 'Move up', icon: <IconArrowUp size={17} stroke={1.7} />, run: onUp },
          { label: 'Move down', icon: <IconArrowDown size={17} stroke={1.7} />, run: onDown },
        ]
      : []),
    { label: 'Edit', icon: <IconPencil size={17} stroke={1.7} />, run: onEdit },
    { label: 'Archive', icon: <IconArchive size={17} stroke={1.7} />, run: onArchive },
  ];
  return (
    <Group gap={2} justify="flex-end" wrap="nowrap">
      {actions.map(({ label, icon, run }) => (
        <Tooltip key={label} label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={`${label}: ${name}`}
            disabled={run === undefined}
            onClick={run}
          >
            {icon}
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
