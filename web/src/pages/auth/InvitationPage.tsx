import { Stack, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { membersApi, type OpenInvitation } from '@tidings/core/contract/members';
import { roleWords } from '@tidings/core/contract/permissions';
import type { Session } from '@tidings/core/contract/session';
import { AcceptAs } from '../../features/auth/AcceptAs.tsx';
import { JoinForm } from '../../features/auth/JoinForm.tsx';
import { errorWords } from '../../lib/api-error.ts';
import { useGo } from '../../lib/navigate.ts';
import { useApi } from '../../lib/query.ts';
import { useSession, useSetSession } from '../../lib/session.ts';
import { useTitle } from '../../lib/title.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { EntryLayout } from '../../ui/EntryLayout.tsx';
import { LoadingState } from '../../ui/ListStates.tsx';

/** Where an invitation's link leads. */
export function InvitationPage() {
  useTitle('Invitation');
  const { token } = useParams({ strict: false }) as { token: string };
  const session = useSession();
  const invitation = useApi(membersApi.getOpenInvitation, { params: { token }, staleTime: Number.POSITIVE_INFINITY });
  return (
    <EntryLayout>
      {invitation.data !== undefined && session !== undefined ? (
        <Offer token={token} invitation={invitation.data} session={session} />
      ) : invitation.error !== null ? (
        <Useless words={errorWords(invitation.error)} />
      ) : (
        <LoadingState rows={4} />
      )}
    </EntryLayout>
  );
}

function Offer({ token, invitation, session }: { token: string; invitation: OpenInvitation; session: Session }) {
  const go = useGo();
  const setSession = useSetSession();
  const onJoined = (next: Session) => {
    const joined = next.memberships.find(
      (one) =>
        one.name === invitation.workspace_name && !session.memberships.some((old) => old.workspace_id === one.workspace_id),
    );
    setSession(next);
    go(joined === undefined ? '/' : `/w/${joined.slug}`, { replace: true });
  };
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} mb={6}>
          Join {invitation.workspace_name}
        </Title>
        <Text c="dimmed">
          {invitation.invited_by} invites you as {roleWords[invitation.role].label.toLowerCase()}.{' '}
          {roleWords[invitation.role].help}
        </Text>
      </div>
      {session.user !== null ? (
        <AcceptAs token={token} invitation={invitation} session={session} onJoined={onJoined} />
      ) : invitation.has_account ? (
        <>
          <Text>There is an account for {invitation.email} already. Sign in with it to accept.</Text>
          <ButtonLink to={`/sign-in?next=${encodeURIComponent(`/invitation/${token}`)}`} size="md">
            Sign in to accept
          </ButtonLink>
        </>
      ) : (
        <JoinForm token={token} invitation={invitation} onJoined={onJoined} />
      )}
    </Stack>
  );
}

function Useless({ words }: { words: string }) {
  return (
    <Stack gap="lg">
      <Title order={1}>This link does not work</Title>
      <Text c="dimmed">{words}</Text>
      <div>
        <ButtonLink to="/" variant="default">
          Go to Tidings
        </ButtonLink>
      </div>
    </Stack>
  );
}
