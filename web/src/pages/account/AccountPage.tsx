import { Stack } from '@mantine/core';
import { NameSection } from '../../features/account/NameSection.tsx';
import { SessionsSection } from '../../features/account/SessionsSection.tsx';
import { useSession } from '../../lib/session.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** What concerns only the signed-in person. */
export function AccountPage() {
  const user = useSession()?.user;
  if (user === null || user === undefined) return null;
  return (
    <>
      <PageHeader title="Your account" subtitle="The same in every workspace you are in." />
      <Stack gap="lg">
        <NameSection key={user.name} user={user} />
        <SessionsSection />
      </Stack>
    </>
  );
}
