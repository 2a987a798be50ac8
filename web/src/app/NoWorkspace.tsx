import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { type Session, sessionApi } from '@tidings/core/contract/session';
import { useApiMutation } from '../lib/query.ts';
import { useTitle } from '../lib/title.ts';
import { ButtonLink } from '../ui/AppLink.tsx';
import { EntryLayout } from '../ui/EntryLayout.tsx';
import { useAfterSignOut } from './use-sign-out.ts';

/** The address names a workspace that does not exist or is not ours, or there is none at all. */
export function NoWorkspace({ session }: { session: Session }) {
  useTitle('No such workspace');
  const afterSignOut = useAfterSignOut();
  const signOut = useApiMutation(sessionApi.signOut, { onSuccess: afterSignOut });
  const none = session.memberships.length === 0;
  return (
    <EntryLayout>
      <Stack gap="lg">
        <Title order={1}>{none ? 'You are not in a workspace yet' : 'This workspace is not yours to see'}</Title>
        <Text c="dimmed">
          {none
            ? 'Ask whoever runs your organisation’s Tidings for an invitation, then open its link.'
            : 'It does not exist, or you are not a member. If you should be, ask one of its admins for an invitation.'}
        </Text>
        <Group>
          {session.memberships.map((membership) => (
            <ButtonLink key={membership.workspace_id} to={`/w/${membership.slug}`}>
              Open {membership.name}
            </ButtonLink>
          ))}
          <Button variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </Group>
      </Stack>
    </EntryLayout>
  );
}
