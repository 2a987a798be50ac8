import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import type { Pair } from '../http/form.ts';
import type { Refusal } from '../refusal.ts';

/** One authenticated request to the Twilio surface. */
export interface Exchange {
  carrier: Carrier;
  account: Account;
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: string;
  /** The form of a POST, else empty. */
  form: readonly Pair[];
}

/** An answer that can be given once the journal has it. */
export interface Answer {
  status: number;
  json: string;
  /** What begins when the client knows: the delivery of a new message. */
  afterAnswer?: () => void;
}

export type Handler = (exchange: Exchange, id: string, deliveryCode: number) => Answer | Refusal;
