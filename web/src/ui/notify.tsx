import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertCircle, IconCheck } from '@tabler/icons-react';
import { errorWords } from '../lib/api-error.ts';

const closeButtonProps = { 'aria-label': 'Close this notice' };

/** Long enough to read and to reach the button (WCAG 2.2.1). */
const undoMs = 12_000;

/** It worked. */
export function notifyDone(message: string): void {
  notifications.show({ closeButtonProps, message, color: 'leaf', icon: <IconCheck size={18} /> });
}

/** It did not, and why: the words of the API's error, or your own. */
export function notifyError(error: unknown): void {
  const message = typeof error === 'string' ? error : errorWords(error);
  notifications.show({ closeButtonProps, message, color: 'red', icon: <IconAlertCircle size={18} />, autoClose: 10_000 });
}

/** It is done and can be taken back: "3 contacts deleted" with an Undo button. */
export function notifyUndo({ message, onUndo }: { message: string; onUndo: () => void }): void {
  const id = notifications.show({
    closeButtonProps,
    autoClose: undoMs,
    color: 'tide',
    message: (
      <Group justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            onUndo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
