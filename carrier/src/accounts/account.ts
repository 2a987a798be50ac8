import { createHash } from 'node:crypto';
import type { Call } from '../calls/call.ts';
import { statusBit } from '../messages/message.ts';
import { MessageLog } from '../messages/message-log.ts';
import type { AccountDocument, AccountUpdate, Fault } from './account-document.ts';
import { defaultSettings } from './account-document.ts';

export interface OwnNumber {
  sid: string;
  phoneNumber: string;
  friendlyName: string;
  smsUrl: string | null;
  smsFallbackUrl: string | null;
  voiceUrl: string | null;
  mps: number | null;
  sms: boolean;
  mms: boolean;
  /** When the last reserved segment will have left the queue. */
  freeAt: number;
}

export interface Alert {
  code: number;
  message: string;
  url: string | null;
  at: number;
}

/** Always the same for a number of an account, also after a restart. */
function numberSid(accountSid: string, phoneNumber: string): string {
  return `PN${createHash('sha256').update(`${accountSid} ${phoneNumber}`).digest('hex').slice(0, 32)}`;
}

// Calls are few beside messages; the oldest are forgotten.
const mostCalls = 20_000;

/** One Twilio account with everything that happens in it. */
export class Account {
  readonly sid: string;
  readonly createdAt: number;
  readonly messages: MessageLog;
  readonly calls = new Map<string, Call>();
  readonly numbers = new Map<string, OwnNumber>();
  /** `<own number or service> <phone>` for each phone that said STOP, where the carrier handles it. */
  readonly optOuts = new Set<string>();
  /** Up to which message the holder of a phone has looked. */
  readonly readUpTo = new Map<string, number>();
  readonly stickySenders = new Map<string, string>();
  readonly alerts: Alert[] = [];
  readonly counters = {
    requests: 0,
    refused: 0,
    accepted: 0,
    inbound: 0,
    callbacks: 0,
    callbacks_failed: 0,
    callbacks_lost: 0,
    callbacks_repeated: 0,
  };
  document: AccountDocument;
  callbackBits = 0;
  inFlight = 0;
  nextSender = 0;

  constructor(sid: string, authToken: string, createdAt: number, keep: number) {
    this.sid = sid;
    this.createdAt = createdAt;
    this.messages = new MessageLog(keep);
    this.document = {
      auth_token: authToken,
      friendly_name: 'Sandbox',
      status: 'active',
      type: 'Full',
      api_keys: [],
      numbers: [],
      messaging_services: [],
      settings: { ...defaultSettings },
      faults: [],
    };
    this.#derive();
  }

  /** Takes over the fields that are given; the rest stays. Lists are replaced as a whole. */
  update(change: AccountUpdate): void {
    const { settings, ...rest } = change;
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    this.document = { ...this.document, ...given, settings: { ...this.document.settings, ...settings } };
    this.#derive();
  }

  setFaults(faults: Fault[]): void {
    this.document = { ...this.document, faults };
  }

  service(sid: string) {
    return this.document.messaging_services.find((service) => service.sid === sid);
  }

  serviceOfNumber(phoneNumber: string) {
    return this.document.messaging_services.find((service) => service.numbers.includes(phoneNumber));
  }

  /** Takes a call in, or its newer state. */
  keepCall(call: Call): void {
    this.calls.set(call.sid, call);
    const oldest = this.calls.size > mostCalls ? this.calls.keys().next().value : undefined;
    if (oldest !== undefined) this.calls.delete(oldest);
  }

  alert(alert: Alert): void {
    this.alerts.push(alert);
    if (this.alerts.length > 200) this.alerts.shift();
  }

  #derive(): void {
    this.callbackBits = 0;
    for (const status of this.document.settings.callback_statuses) this.callbackBits |= statusBit[status];
    const before = new Map(this.numbers);
    this.numbers.clear();
    for (const number of this.document.numbers) {
      const known = before.get(number.phone_number);
      this.numbers.set(number.phone_number, {
        sid: numberSid(this.sid, number.phone_number),
        phoneNumber: number.phone_number,
        friendlyName: number.friendly_name ?? number.phone_number,
        smsUrl: number.sms_url ?? null,
        smsFallbackUrl: number.sms_fallback_url ?? null,
        voiceUrl: number.voice_url ?? null,
        mps: number.mps ?? null,
        sms: number.sms ?? true,
        mms: number.mms ?? true,
        freeAt: known?.freeAt ?? 0,
      });
    }
  }
}
