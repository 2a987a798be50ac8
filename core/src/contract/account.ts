import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';
import { Session } from './session.ts';

/** One place where the account is signed in. */
export const AccountSession = z
  .object({
    id: Id,
    /** The one that asks. */
    current: z.boolean(),
    signed_in_at: Instant,
    last_seen_at: Instant,
    /** Ends here unless it was idle for too long before. */
    expires_at: Instant,
    ip: z.string().nullable(),
    /** Browser and system in words, as far as the browser tells: "Firefox on Windows". */
    device: z.string(),
  })
  .meta({ id: 'AccountSession' });
export type AccountSession = z.infer<typeof AccountSession>;

export const accountApi = defineApi({
  updateAccount: {
    method: 'PATCH',
    path: '/account',
    access: 'signed_in',
    summary: 'Changes how the signed-in person is called.',
    body: z.object({ name: z.string().trim().min(1, 'is needed').max(100) }),
    response: Session,
  },
  listSessions: {
    method: 'GET',
    path: '/account/sessions',
    access: 'signed_in',
    summary: 'Where the account is signed in.',
    response: z.object({ items: z.array(AccountSession) }),
  },
  endOtherSessions: {
    method: 'POST',
    path: '/account/sessions/end-others',
    access: 'signed_in',
    summary: 'Signs the account out everywhere but here.',
    response: z.object({ ended: z.number().int() }),
  },
  endSession: {
    method: 'DELETE',
    path: '/account/sessions/{session_id}',
    access: 'signed_in',
    summary: 'Signs the account out in one place.',
    params: z.object({ session_id: Id }),
    response: 'none',
  },
});
