import type { Generated } from 'kysely';
import type { Maybe } from './columns.ts';

/** Texts that may have meant "stop", and what was decided about them. */
export interface OptOutDoubtsTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: Maybe<string>;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  address: string;
  message_id: string;
  body: string;
  rule: string;
  language: 'en' | 'es';
  texts: Generated<number>;
  sandbox: Generated<boolean>;
  asked_at: Date;
  holds_until: Date;
  decided_at: Maybe<Date>;
  decision: Maybe<'opted_out' | 'dismissed' | 'answered' | 'lapsed'>;
  decided_by: Maybe<string>;
  released_at: Maybe<Date>;
}
