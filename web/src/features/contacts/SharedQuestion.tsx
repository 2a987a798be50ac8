import { Alert, Button, Stack } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { ApiError } from '../../lib/api-error.ts';
import { usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';

interface Sharer {
  readonly id: string;
  /** "belongs to Ann already" */
  readonly words: string;
}

/** Who has the number or address already, when that is why adding was refused. */
export function sharedWith(error: ApiError | null): readonly Sharer[] {
  if (!(error instanceof ApiError) || error.code !== 'already_exists') return [];
  if (error.fields.some((one) => one.field === 'external_id')) return [];
  return error.fields.flatMap(({ code, message }) =>
    code?.startsWith('contact:') ? [{ id: code.slice('contact:'.length), words: message }] : [],
  );
}

/** Asks whether the new person shares a number with somebody: a household, or a mistake. */
export function SharedQuestion({ shared, onShare }: { shared: readonly Sharer[]; onShare: () => void }) {
  const path = usePath();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: 'center' });
  }, []);
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="alert"
      color="amber"
      variant="light"
      icon={<IconUsers size={20} />}
      title="Somebody has this already"
    >
      <Stack gap="xs">
        {shared.map(({ id, words }) => (
          <span key={`${id} ${words}`}>
            It {words}: <AppLink to={path(`contacts/${id}`)}>open that contact</AppLink>
          </span>
        ))}
        <span>People of one household may share a number. Opting out holds for the number, whoever shares it.</span>
        <Button variant="outline" color="amber" style={{ alignSelf: 'flex-start' }} onClick={onShare}>
          Add anyway, as another person
        </Button>
      </Stack>
    </Alert>
  );
}
