import { z } from 'zod';
import { Country, Id, TimeZone } from './common.ts';
import { defineApi } from './endpoint.ts';
import { roles } from './permissions.ts';

/** A workspace as its member sees it. */
export const Membership = z
  .object({
    workspace_id: Id,
    slug: z.string(),
    name: z.string(),
    role: z.enum(roles),
    permissions: z.array(z.string()),
    /** In sandbox mode nothing reaches a real phone. */
    mode: z.enum(['sandbox', 'live']),
    country: Country,
    time_zone: TimeZone,
  })
  .meta({ id: 'Membership' });
export type Membership = z.infer<typeof Membership>;

/** Who is signed in, where they are a member, and what the installation allows. */
export const Session = z
  .object({
    installation: z.object({
      /** No account exists yet: show the first-run screen. */
      needs_setup: z.boolean(),
      open_signup: z.boolean(),
      /** False: marked as not for production, no workspace can go live. */
      live_allowed: z.boolean(),
      version: z.string(),
    }),
    user: z
      .object({
        id: Id,
        name: z.string(),
        email: z.string(),
        operator: z.boolean(),
        password_change_required: z.boolean(),
      })
      .nullable(),
    memberships: z.array(Membership),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** Password rules: length is what matters (NIST SP 800-63B); common passwords and the person's own name are refused. */
export const Password = z.string().min(10, 'must have at least 10 characters').max(200, 'must have at most 200 characters');

export const FirstRun = z.object({
  organisation: z.string().trim().min(1, 'is needed').max(100),
  name: z.string().trim().min(1, 'is needed').max(100),
  email: z.email('must be an e-mail address'),
  password: Password,
  country: Country,
  time_zone: TimeZone,
});

export const SignIn = z.object({
  email: z.string().min(1, 'is needed').max(320),
  password: z.string().min(1, 'is needed').max(500),
});

export const sessionApi = defineApi({
  getSession: { method: 'GET', path: '/session', access: 'public', summary: 'Who is signed in, and where.', response: Session },
  firstRun: {
    method: 'POST',
    path: '/session/first-run',
    access: 'public',
    summary: 'Creates the first account (the operator) and its workspace. Refused once an account exists.',
    body: FirstRun,
    response: Session,
    status: 201,
  },
  signIn: {
    method: 'POST',
    path: '/session/sign-in',
    access: 'public',
    summary: 'Signs in; sets the session cookie.',
    body: SignIn,
    response: Session,
  },
  signUp: {
    method: 'POST',
    path: '/session/sign-up',
    access: 'public',
    summary: 'Creates an account with a workspace of its own. Refused unless the operator has opened sign-up.',
    body: FirstRun,
    response: Session,
    status: 201,
  },
  signOut: {
    method: 'POST',
    path: '/session/sign-out',
    access: 'public',
    summary: 'Signs out; clears the session cookie.',
    response: 'none',
  },
  changePassword: {
    method: 'POST',
    path: '/session/password',
    access: 'signed_in',
    beforePasswordChange: true,
    summary: 'Changes the own password; ends the other sessions of the account.',
    body: z.object({ current_password: z.string().min(1).max(500), new_password: Password }),
    response: Session,
  },
});
