import { Text, Title } from '@mantine/core';
import { FoundForm } from '../../features/auth/FoundForm.tsx';
import { useGo } from '../../lib/navigate.ts';
import { useSession, useSetSession } from '../../lib/session.ts';
import { useTitle } from '../../lib/title.ts';
import { AppLink, ButtonLink } from '../../ui/AppLink.tsx';
import { EntryLayout } from '../../ui/EntryLayout.tsx';
import { LoadingState } from '../../ui/ListStates.tsx';

/** A new account with a workspace of its own, while the operator has sign-up open. */
export function SignUpPage() {
  useTitle('Sign up');
  const session = useSession();
  const setSession = useSetSession();
  const go = useGo();
  if (session === undefined) {
    return (
      <EntryLayout>
        <LoadingState rows={4} />
      </EntryLayout>
    );
  }
  if (session.user !== null || !session.installation.open_signup) return <Closed signedIn={session.user !== null} />;
  return (
    <EntryLayout wide>
      <Title order={1} mb={6}>
        Create your account
      </Title>
      <Text c="dimmed" mb="xl">
        With a workspace of its own, in the sandbox until you decide otherwise. You have an account?{' '}
        <AppLink to="/sign-in" underline="always">
          Sign in
        </AppLink>
        .
      </Text>
      <FoundForm
        endpoint="signUp"
        onFounded={(next) => {
          setSession(next);
          go('/', { replace: true });
        }}
      />
    </EntryLayout>
  );
}

function Closed({ signedIn }: { signedIn: boolean }) {
  return (
    <EntryLayout>
      <Title order={1} mb={6}>
        {signedIn ? 'You are signed in already' : 'Sign-up is closed'}
      </Title>
      <Text c="dimmed" mb="xl">
        {signedIn
          ? 'Further workspaces are created from within.'
          : 'People come by invitation here. Ask an admin of your organisation’s workspace for one.'}
      </Text>
      <ButtonLink to={signedIn ? '/' : '/sign-in'} variant="default">
        {signedIn ? 'Go on' : 'Sign in'}
      </ButtonLink>
    </EntryLayout>
  );
}
