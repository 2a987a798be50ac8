import { Text, Title } from '@mantine/core';
import { FoundForm } from '../../features/auth/FoundForm.tsx';
import { useSetSession } from '../../lib/session.ts';
import { useTitle } from '../../lib/title.ts';
import { EntryLayout } from '../../ui/EntryLayout.tsx';
import { WelcomeAside } from './WelcomeAside.tsx';

/** The first screen of a new installation: makes the operator's account and the first workspace. */
export function WelcomePage() {
  useTitle('Welcome');
  const setSession = useSetSession();
  return (
    <EntryLayout wide aside={<WelcomeAside />}>
      <Title order={1} mb={6}>
        Let’s set up your Tidings
      </Title>
      <Text c="dimmed" mb="xl">
        This makes your account and the first workspace. You will look after this installation; others join by your invitation.
      </Text>
      <FoundForm endpoint="firstRun" onFounded={setSession} />
    </EntryLayout>
  );
}
