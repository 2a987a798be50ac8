import { Button, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { ApiError, errorWords } from '../lib/api-error.ts';
import { useTitle } from '../lib/title.ts';

/** A page that broke; the navigation around it goes on working. */
export function PageProblem({ error, reset }: { error: unknown; reset: () => void }) {
  useTitle('Something went wrong');
  const router = useRouter();
  const again = (): void => {
    reset();
    void router.invalidate();
  };
  // A new version was installed while this one was open: its files are gone.
  const outdated = error instanceof Error && /dynamically imported module|module script failed/i.test(error.message);
  return (
    <Stack gap="md" align="flex-start" maw={560} py={64} px="md" role="alert">
      <Title order={1}>{outdated ? 'Tidings was updated' : 'This page could not be shown'}</Title>
      <Text c="dimmed">{outdated ? 'Load the page again to go on with the new version.' : errorWords(error)}</Text>
      {error instanceof ApiError && error.requestId !== undefined && (
        <Text size="sm" c="dimmed">
          If you ask for help, mention <Code>{error.requestId}</Code>
        </Text>
      )}
      <Group>
        <Button onClick={outdated ? () => location.reload() : again}>{outdated ? 'Load again' : 'Try again'}</Button>
        {!outdated && (
          <Button variant="default" onClick={() => location.assign('/')}>
            Go to the start
          </Button>
        )}
      </Group>
    </Stack>
  );
}
