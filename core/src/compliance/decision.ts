import type { ReasonCode } from '../messaging/reasons.ts';
import type { ConsentPurpose, MessagePurpose } from './purposes.ts';
import type { HoursAnswer } from './quiet-hours.ts';
import type { SuppressionKind } from './suppression.ts';

/** How many may be leased of a source in all, and how many have been. */
export interface Canary {
  readonly limit: number;
  readonly leased: number;
}

/**
 * Everything the decision to send looks at, as committed at the moment of the lease (I2).
 * Instants are milliseconds since the epoch.
 */
export interface SendFacts {
  readonly now: number;
  readonly channel: 'sms' | 'email' | 'voice' | 'voicemail';
  /** The address of the message, null when the contact has none. `country` is an ISO 3166 code, null when unknown. */
  readonly address: {
    readonly value: string;
    readonly valid: boolean;
    readonly country: string | null;
    /** False when the contact has it no more: it may be somebody else's by now. Left out when nobody asked. */
    readonly belongs?: boolean;
  } | null;
  readonly contact: {
    readonly deleted: boolean;
    readonly consent: 'yes' | 'no' | 'unknown';
    /** What they agreed to; left out in facts kept from before purposes were told apart, and then everything. */
    readonly consentPurpose?: ConsentPurpose;
    /** When this person last wrote to us on this channel: what a reply may lean on. */
    readonly lastInboundAt: number | null;
    /** A question whether they agree was asked for on a sign-up page after their no, and nothing was said since. Left out where not. */
    readonly askedFor?: boolean;
  };
  /** The suppression that holds for this address and channel. */
  readonly suppression: { readonly kind: SuppressionKind; readonly since: number } | null;
  /**
   * A text of theirs that may have meant "stop" and that no member has judged yet: all but replies and answers to keywords waits until one has. `until`: when what waits is looked
   * at again.
   */
  readonly doubt?: { readonly until: number } | null;
  readonly source: {
    readonly state: 'running' | 'paused' | 'cancelled';
    readonly uselessAfter: number | null;
    readonly requiresConsent: boolean;
    /** What it is for; left out where that does not matter: replies, answers. */
    readonly purpose?: MessagePurpose;
    /** It corrects a text that reached these people: how often they may be texted does not hold it back. */
    readonly correction?: boolean;
    /** The first few only, until a member says go on (BE-4): how many in all, and how many have been leased. */
    readonly canary?: Canary | null;
  };
  readonly workspace: {
    readonly mode: 'sandbox' | 'live';
    /** False on an installation marked as not for production. */
    readonly installationLiveAllowed: boolean;
    /** The stop that members and operators can press (I10). */
    readonly sendingStopped?: boolean;
  };
  /** Null when no sender is set up for the channel. `failing`: the provider refuses the account or sender. */
  readonly sender: { readonly sandbox: boolean; readonly status: 'active' | 'paused' | 'failing' } | null;
  readonly message: {
    /**
     * `reply`: a member answers somebody. `answer`: the system confirms a STOP or answers HELP, also to people who are
     * opted out. `opt_in`: the question whether somebody who is said to agree really does. `test`: a member sends to a number that
     * they name, to look at it there.
     */
    readonly kind: 'broadcast' | 'reply' | 'answer' | 'opt_in' | 'test';
    readonly priority: number;
    readonly attempt: number;
  };
  /** The message of the same source that reaches the same address, null when none does; left out at a lease: planning has seen to it. */
  readonly duplicateOf?: string | null;
  /** ISO 3166 codes; left out when every country is allowed. */
  readonly allowedCountries?: readonly string[];
  /** What may still be spent on bulk, and what this message costs at least, in millionths; left out without limits. */
  readonly spending?: { readonly leftMicros: number; readonly atLeastMicros: number } | null;
  /** Whether the hours of this person are open; left out where no hours hold. */
  readonly hours?: HoursAnswer | null;
  /** When this person may get one more bulk message, and what happens before; left out while there is room. */
  readonly frequency?: {
    readonly freeAt: number;
    readonly excess: 'skip' | 'wait';
    /** For the explanation: the cap, and the texts counted with the latest of them. Left out of a forecast, and of leases from before. */
    readonly counted?: { readonly messages: number; readonly days: number; readonly texts: number; readonly latestAt: number };
  } | null;
  /** When the law of their state lets one more text reach this person; left out while there is room, or where no law names a number. */
  readonly stateLimit?: { readonly freeAt: number; readonly messages: number; readonly place: string } | null;
}

/**
 * - `skip` is final: it ends as skipped, or as cancelled with the reason `cancelled_by_member`.
 * - `defer` waits for a moment that is known, `hold` for somebody to act; both stay in the queue.
 * - `expire` is final: too late to be of use.
 */
export type Decision =
  | { readonly action: 'send' }
  | { readonly action: 'skip'; readonly reason: ReasonCode }
  | { readonly action: 'defer'; readonly until: number; readonly reason: ReasonCode }
  | { readonly action: 'expire'; readonly reason: ReasonCode }
  | { readonly action: 'hold'; readonly reason: ReasonCode };

export type FactValue = string | number | boolean | null;

/** One rule. The first that decides wins; a rule that returns null lets the message pass on to the next. */
export interface SendRule {
  readonly name: string;
  /** What the rule asks, for the explanation: a question whose answer is yes when the message passes. */
  readonly question: string;
  /** The values it looks at, for the explanation; no message content, no full address (I9). */
  readonly values: (facts: SendFacts) => Readonly<Record<string, FactValue>>;
  readonly decide: (facts: SendFacts) => Exclude<Decision, { action: 'send' }> | null;
}
