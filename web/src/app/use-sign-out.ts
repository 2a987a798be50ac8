import { useQueryClient } from '@tanstack/react-query';
import { forgetSession } from '../lib/session.ts';

/** Forgets everything of the person who signed out; the gates then show the sign-in screen. */
export function useAfterSignOut(): () => void {
  const client = useQueryClient();
  return () => forgetSession(client);
}
