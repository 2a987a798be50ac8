import { Button, Group, Stack, Text } from '@mantine/core';
import { membersApi, type OpenInvitation } from '@tidings/core/contract/members';
import { type Session, sessionApi } from '@tidings/core/contract/session';
import { useApiMutation } from '../../lib/query.ts';
import { useSetSession } from '../../lib/session.ts';
import { FormError } from '../../ui/FormError.tsx';

interface AcceptAsProps {
  readonly token: string;
  readonly invitation: OpenInvitation;
  readonly session: Session;
  readonly onJoined: (session: Session) => void;
}

/** Accepts with the account that is signed in; says so, as it may not be the one that was invited. */
export function AcceptAs({ token, invitation, session, onJoined }: AcceptAsProps) {
  const setSession = useSetSession();
  const accept = useApiMutation(membersApi.acceptInvitation, { onSuccess: onJoined });
  const signOut = useApiMutation(sessionApi.signOut, {
    onSuccess: () => setSession({ ...session, user: null, memberships: [] }),
  });
  const user = session.user;
  if (user === null) return null;
  return (
    <Stack gap="lg">
      <FormError error={accept.error} />
      <Text>
        You are signed in as <strong>{user.name}</strong> ({user.email}).
        {user.email !== invitation.email && <> The invitation was made for {invitation.email}.</>}
      </Text>
      <Group>
        <Button size="md" loading={accept.isPending} onClick={() => accept.mutate({ params: { token } })}>
          Join as {user.name}
        </Button>
        <Button size="md" variant="default" loading={signOut.isPending} onClick={() => signOut.mutate()}>
          Use another account
        </Button>
      </Group>
    </Stack>
  );
}
