import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type ReactNode, useState } from 'react';
import { formatNumber } from '../lib/format.ts';
import classes from './confirm.module.css';

interface ConfirmRequest {
  readonly title: string;
  /** What will happen, and whether it can be taken back. */
  readonly words?: ReactNode;
  /** The same in numbers: `{ count: 1240, words: 'people get this text' }`. */
  readonly consequences?: readonly { readonly count: number; readonly words: string }[];
  /** The verb on the button: "Delete 12 contacts". Never "OK". */
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  readonly danger?: boolean;
  /** For what cannot be taken back: these words must be typed first. */
  readonly typeToConfirm?: string;
}

/** Asks before something that cannot be undone: `if (await confirm({ ... })) remove.mutate(...)`. */
export function confirm(request: ConfirmRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const id = modals.open({
      title: request.title,
      onClose: () => resolve(false),
      children: (
        <ConfirmBody
          {...request}
          onAnswer={(yes) => {
            resolve(yes);
            modals.close(id);
          }}
        />
      ),
    });
  });
}

function ConfirmBody({ onAnswer, ...request }: ConfirmRequest & { onAnswer: (yes: boolean) => void }) {
  const [typed, setTyped] = useState('');
  const ready = request.typeToConfirm === undefined || typed.trim() === request.typeToConfirm;
  return (
    <Stack gap="md">
      {request.words !== undefined && <Text component="div">{request.words}</Text>}
      {request.consequences !== undefined && (
        <ul className={classes.list}>
          {request.consequences.map(({ count, words }) => (
            <li key={words}>
              <strong>{formatNumber(count)}</strong> {words}
            </li>
          ))}
        </ul>
      )}
      {request.typeToConfirm !== undefined && (
        <TextInput
          label={`Type “${request.typeToConfirm}” to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
          autoComplete="off"
        />
      )}
      <Group justify="flex-end" mt="xs">
        <Button
          variant="default"
          onClick={() => onAnswer(false)}
          {...(request.danger === true && ready ? { 'data-autofocus': true } : {})}
        >
          {request.cancelLabel ?? 'Cancel'}
        </Button>
        <Button color={request.danger === true ? 'red' : 'tide'} disabled={!ready} onClick={() => onAnswer(true)}>
          {request.confirmLabel}
        </Button>
      </Group>
    </Stack>
  );
}
