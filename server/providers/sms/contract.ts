import type { z } from 'zod';
import type { OutgoingHttp } from '../../lib/outgoing-http.ts';

/** A provider account as a provider sees it: what it needs to speak, nothing of ours. */
export interface ProviderConnection {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/** One SMS to hand over. */
export interface OutgoingSms {
  /** E.164. */
  readonly to: string;
  readonly from: { readonly kind: 'number' | 'messaging_service'; readonly address: string };
  /** Final text, at most 1,600 UTF-16 code units. */
  readonly body: string;
  /** Where receipts go; carries our message id, so that they find the message even when the answer is lost (I3). */
  readonly statusUrl: string;
  /** After how many seconds the provider must give up; undefined for its own limit. */
  readonly validitySeconds: number | undefined;
  /** As we count them; an answer that counts otherwise is worth keeping. */
  readonly segments?: number | undefined;
}

/** An answer of the provider as far as it explains something afterwards: its own names and values, no credentials. */
export interface ProviderAnswer {
  readonly httpStatus: number;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * All that a send can come to. A provider decides nothing: the dispatcher does.
 * - `accepted`: the provider took it.
 * - `refused`: it did not, and said why; `code` is the provider's own, undefined when it gave none.
 * - `busy`: it did not take it for now (429); nobody has it.
 * - `not_sent`: no connection came about; nobody has it.
 * - `unknown`: it may have taken it, the answer never came or made no sense.
 *
 * `answer` is left out where none came, and of the plain success, which a hundred thousand messages share.
 */
export type SendResult =
  | { readonly kind: 'accepted'; readonly providerId: string; readonly answer?: ProviderAnswer }
  | { readonly kind: 'refused'; readonly code: number | undefined; readonly words: string; readonly answer?: ProviderAnswer }
  | {
      readonly kind: 'busy';
      readonly code: number | undefined;
      readonly retryAfterMs: number | undefined;
      readonly words: string;
      readonly answer?: ProviderAnswer;
    }
  | { readonly kind: 'not_sent'; readonly words: string }
  | { readonly kind: 'unknown'; readonly words: string; readonly answer?: ProviderAnswer };

/** A receipt as the provider sent it, in our states. `ignored`: a status that says nothing new, such as queued. */
export interface SmsReceipt {
  readonly providerId: string;
  /** The provider's own word for it. */
  readonly status: string;
  readonly state: 'accepted' | 'sent' | 'delivered' | 'failed' | 'cancelled' | 'ignored';
  readonly errorCode: number | undefined;
}

/** A text that somebody wrote to us. */
export interface InboundSms {
  readonly providerId: string;
  /** E.164, or a short code as it came. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly segments: number;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  /** The keyword that the provider itself has answered already, so that we do not answer again. */
  readonly answeredKeyword: 'STOP' | 'START' | 'HELP' | undefined;
}

/** A message in the provider's own list. */
export interface ListedSms {
  readonly providerId: string;
  readonly direction: 'in' | 'out';
  readonly from: string;
  readonly to: string;
  readonly body: string;
  /** The messaging service that it went through, if any. */
  readonly serviceId: string | undefined;
  readonly createdAt: Date;
  /** When it was sent, or received; null while it waits at the provider. */
  readonly sentAt: Date | null;
  readonly receipt: SmsReceipt;
  /** What was taken for it, in millionths of a currency, without what carriers add; null while that is not told. */
  readonly price: { readonly micros: number; readonly currency: string } | null;
  /** Of a text that came in: what its hook would have carried, for parseInbound. What the list does not know is missing. */
  readonly hook: Readonly<Record<string, string>> | undefined;
}

/** A page of the provider's list. */
export interface ListedPage {
  readonly messages: readonly ListedSms[];
  /** Names the next page, undefined when this is the last. Good for some minutes only. */
  readonly next: string | undefined;
}

/** A request to a hook, as it came. */
export interface HookRequest {
  /** The public address that the provider called, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly form: Readonly<Record<string, string | string[]>>;
}

export interface TestAnswer {
  readonly ok: boolean;
  /** What is wrong and how to mend it, or what was found; for people. */
  readonly words: string;
  /** Numbers and messaging services of the account that can send. */
  readonly senders?: readonly {
    readonly kind: 'number' | 'messaging_service';
    readonly address: string;
    readonly name: string;
  }[];
}

/** What one SMS provider can do. Neither database nor other providers are within its reach. */
export interface SmsProvider {
  readonly id: string;
  readonly label: string;
  /** The form of a connection: names, descriptions and checks of its settings (not secret) and secrets. */
  readonly settingsSchema: z.ZodObject;
  readonly secretsSchema: z.ZodObject;
  send(outgoing: OutgoingHttp, connection: ProviderConnection, sms: OutgoingSms): Promise<SendResult>;
  /** The fields that `send` posts, for explaining; no credentials are among them. */
  describe(sms: OutgoingSms): readonly { readonly name: string; readonly value: string }[];
  test(outgoing: OutgoingHttp, connection: ProviderConnection): Promise<TestAnswer>;
  /** Whether the provider itself made this request. */
  verify(connection: ProviderConnection, request: HookRequest): boolean;
  /** Undefined when what is needed is missing. */
  parseReceipt(form: HookRequest['form']): SmsReceipt | undefined;
  parseInbound(form: HookRequest['form']): InboundSms | undefined;
  /** The answer to an inbound hook that says "nothing to reply". */
  readonly emptyAnswer: { readonly contentType: string; readonly body: string };
  /** Messages of an address, newest first, back to a moment. Throws NoAnswer or ProviderTrouble. */
  list(
    outgoing: OutgoingHttp,
    connection: ProviderConnection,
    filter: { readonly to?: string; readonly from?: string; readonly since: Date },
  ): Promise<readonly ListedSms[]>;
  /**
   * One page of all that was sent or received since a moment, newest first, both directions; with `to` only what went to that
   * address. What still waits at the provider may be missing. Throws NoAnswer or ProviderTrouble.
   */
  listPage(
    outgoing: OutgoingHttp,
    connection: ProviderConnection,
    filter: { readonly since: Date; readonly to?: string; readonly page?: string },
  ): Promise<ListedPage>;
  /** The message with the provider's own id; undefined when the provider has none. Throws NoAnswer or ProviderTrouble. */
  find(outgoing: OutgoingHttp, connection: ProviderConnection, providerId: string): Promise<ListedSms | undefined>;
}

/** The provider answered, but not with what was asked for. */
export class ProviderTrouble extends Error {
  override readonly name = 'ProviderTrouble';
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs: number | undefined;
  constructor(words: string, retryAfterMs?: number) {
    super(words);
    this.retryAfterMs = retryAfterMs;
  }
}
