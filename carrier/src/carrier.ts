import { Account } from './accounts/account.ts';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';
import type { Journal } from './state/journal.ts';
import type { WebhookCaller } from './webhooks/webhook-caller.ts';

/** What every part of the carrier works with. Built once, in start.ts. */
export interface Carrier {
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly webhooks: WebhookCaller;
  readonly accounts: Map<string, Account>;
  /** Messages kept per account. */
  readonly keep: number;
  /** The highest message seq given out so far. */
  lastSeq: number;
  closed: boolean;
}

export function createAccount(carrier: Carrier, sid: string, authToken: string, createdAt: number): Account {
  const account = new Account(sid, authToken, createdAt, carrier.keep);
  carrier.accounts.set(sid, account);
  return account;
}
