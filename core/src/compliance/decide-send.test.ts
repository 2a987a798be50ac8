import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideSend, explainDecision, stateAfterDecision } from './decide-send.ts';
import type { Decision, SendFacts, SendRule } from './decision.ts';
import { sendRules } from './send-rules.ts';
import { suppressionKinds } from './suppression.ts';

const now = Date.UTC(2026, 10, 20, 15, 0);

const facts: SendFacts = {
  now,
  channel: 'sms',
  address: { value: '+12025550123', valid: true, country: 'US' },
  contact: { deleted: false, consent: 'yes', lastInboundAt: null },
  suppression: null,
  source: { state: 'running', uselessAfter: null, requiresConsent: true },
  workspace: { mode: 'live', installationLiveAllowed: true },
  sender: { sandbox: false, status: 'active' },
  message: { kind: 'broadcast', priority: 3, attempt: 1 },
  duplicateOf: null,
};

type Change = { [K in keyof SendFacts]?: Partial<SendFacts[K]> | null };

function change(...changes: Change[]): SendFacts {
  const result: Record<string, unknown> = { ...facts };
  for (const one of changes) {
    for (const [key, value] of Object.entries(one)) {
      const mergeable = typeof value === 'object' && value !== null && !Array.isArray(value);
      result[key] = mergeable ? { ...(result[key] as object | null), ...value } : value;
    }
  }
  return result as unknown as SendFacts;
}

const optOut = { suppression: { kind: 'opt_out', since: now - 1000 } } as const;
const reply = { message: { kind: 'reply' } } as const;
const answer = { message: { kind: 'answer' } } as const;
const send: Decision = { action: 'send' };
const skip = (reason: Extract<Decision, { action: 'skip' }>['reason']): Decision => ({ action: 'skip', reason });
const hold = (reason: Extract<Decision, { action: 'hold' }>['reason']): Decision => ({ action: 'hold', reason });

describe('deciding whether to send', () => {
  it.each<[string, Change[], Decision]>([
    ['sends what nothing speaks against', [], send],
    ['cancels with the source', [{ source: { state: 'cancelled' } }], skip('cancelled_by_member')],
    ['holds with the source', [{ source: { state: 'paused' } }], hold('source_paused')],
    ['expires at its deadline', [{ source: { uselessAfter: now } }], { action: 'expire', reason: 'expired' }],
    ['sends just before its deadline', [{ source: { uselessAfter: now + 1 } }], send],
    ['skips a deleted contact', [{ contact: { deleted: true } }], skip('contact_deleted')],
    ['skips who has no address', [{ address: null }], skip('no_address')],
    ['skips an empty address', [{ address: { value: '' } }], skip('no_address')],
    ['skips an address that cannot be right', [{ address: { valid: false } }], skip('invalid_address')],
    ['skips who opted out', [optOut], skip('opted_out')],
    ['skips a dead number', [{ suppression: { kind: 'dead', since: 0 } }], skip('suppressed_dead')],
    ['skips who never agreed', [{ contact: { consent: 'unknown' } }], skip('no_consent')],
    ['skips who said no', [{ contact: { consent: 'no' } }], skip('consent_refused')],
    [
      'sends to unknown consent where none is required',
      [{ contact: { consent: 'unknown' }, source: { requiresConsent: false } }],
      send,
    ],
    [
      'skips a no even where none is required',
      [{ contact: { consent: 'no' }, source: { requiresConsent: false } }],
      skip('consent_refused'),
    ],
    ['replies inside a conversation the person began', [reply, { contact: { consent: 'no', lastInboundAt: now - 1 } }], send],
    ['replies to somebody who was never asked', [reply, { contact: { consent: 'unknown' } }], send],
    ['does not write first to somebody who said no', [reply, { contact: { consent: 'no' } }], skip('consent_refused')],
    ['does not reply to somebody opted out', [reply, optOut, { contact: { lastInboundAt: now - 1 } }], skip('opted_out')],
    ['confirms a STOP to somebody opted out', [answer, optOut, { contact: { consent: 'no' } }], send],
    [
      'answers nobody on a legal block',
      [answer, { suppression: { kind: 'legal_block', since: 0 } }],
      skip('suppressed_legal_block'),
    ],
    ...(['broadcast', 'opt_in', 'test'] as const).map((kind): [string, Change[], Decision] => [
      `lets a ${kind} wait while they may have asked to stop`,
      [{ message: { kind } }, { doubt: { until: now + 3_600_000 } } as unknown as Change],
      { action: 'defer', until: now + 3_600_000, reason: 'asked_to_stop_maybe' },
    ]),
    ...([reply, answer] as const).map((message): [string, Change[], Decision] => [
      `sends a ${message.message.kind} all the while`,
      [message, { doubt: { until: now + 3_600_000 } } as unknown as Change],
      send,
    ]),
    ['sends a test without consent', [{ message: { kind: 'test' }, contact: { consent: 'unknown' } }], send],
    [
      'sends no test to somebody who said no',
      [{ message: { kind: 'test' }, contact: { consent: 'no' } }],
      skip('consent_refused'),
    ],
    ['sends no test to somebody opted out', [{ message: { kind: 'test' } }, optOut], skip('opted_out')],
    ['skips the second message to an address', [{ duplicateOf: 'm1' } as unknown as Change], skip('duplicate_address')],
    ['skips a country that is not allowed', [{ allowedCountries: ['CA'] } as unknown as Change], skip('country_not_allowed')],
    ['sends to an allowed country', [{ allowedCountries: ['CA', 'US'] } as unknown as Change], send],
    [
      'skips an unknown country when countries are limited',
      [{ allowedCountries: ['US'] } as unknown as Change, { address: { country: null } }],
      skip('country_not_allowed'),
    ],
    ['holds without a sender', [{ sender: null }], hold('sender_missing')],
    ['keeps a sandbox workspace off real phones', [{ workspace: { mode: 'sandbox' } }], skip('sandbox_only')],
    ['sends inside the sandbox', [{ workspace: { mode: 'sandbox' }, sender: { sandbox: true } }], send],
    [
      'keeps an installation that is not for production off real phones',
      [{ workspace: { installationLiveAllowed: false } }],
      skip('live_not_allowed'),
    ],
    ['keeps answers in the sandbox too', [answer, { workspace: { mode: 'sandbox' } }], skip('sandbox_only')],
    ['holds when all sending is stopped', [{ workspace: { sendingStopped: true } }], hold('sending_stopped')],
    ['holds with its sender', [{ sender: { status: 'paused' } }], hold('sender_paused')],
    ['holds for a sender the provider refuses', [{ sender: { status: 'failing' } }], hold('sender_failing')],
    ['tells a paused message at once that it will be skipped', [{ source: { state: 'paused' } }, optOut], skip('opted_out')],
  ])('%s', (_name, changes, expected) => {
    const given = change(...changes);
    expect(decideSend(given)).toEqual(expected);
    expect(explainDecision(given).decision).toEqual(expected);
  });

  it('never sends to a suppressed address, except an answer to somebody opted out', () => {
    const any = fc.record({
      kind: fc.constantFrom('broadcast', 'reply', 'answer', 'test'),
      suppression: fc.constantFrom(...suppressionKinds),
      consent: fc.constantFrom('yes', 'no', 'unknown'),
      mode: fc.constantFrom('sandbox', 'live'),
      sandbox: fc.boolean(),
      lastInboundAt: fc.option(fc.constant(now - 5)),
    });
    fc.assert(
      fc.property(any, ({ kind, suppression, consent, mode, sandbox, lastInboundAt }) => {
        const given = change(
          { message: { kind }, contact: { consent, lastInboundAt }, workspace: { mode }, sender: { sandbox } } as Change,
          { suppression: { kind: suppression, since: now - 1 } },
        );
        const exempt = kind === 'answer' && suppression === 'opt_out';
        if (!exempt) expect(decideSend(given).action).toBe('skip');
        if (mode === 'sandbox' && !sandbox) expect(decideSend(given).action).not.toBe('send');
      }),
    );
  });
});

describe('explaining a decision', () => {
  it('lists every rule, the one that decided and the values of that moment', () => {
    const { decidedBy, rules } = explainDecision(change(optOut));
    expect(decidedBy).toBe('not_suppressed');
    expect(rules.map((rule) => rule.rule)).toEqual(sendRules.map((rule) => rule.name));
    expect(rules.find((rule) => rule.outcome === 'decided')).toEqual({
      rule: 'not_suppressed',
      question: 'Is the address free of suppression?',
      outcome: 'decided',
      values: { suppression: 'opt_out', since: '2026-11-20T14:59:59.000Z', message_kind: 'broadcast' },
    });
    expect(rules.at(-1)?.outcome).toBe('not_reached');
  });

  it('names no rule when everything passes and reveals no address', () => {
    const explanation = explainDecision(facts);
    expect(explanation.decidedBy).toBeNull();
    expect(explanation.rules.every((rule) => rule.outcome === 'passed')).toBe(true);
    expect(JSON.stringify(explanation)).not.toContain('5550123');
  });

  it('takes further rules, such as one that defers', () => {
    const quiet: SendRule = {
      name: 'outside_quiet_hours',
      question: 'May this person be texted at this hour?',
      values: () => ({}),
      decide: (given) => ({ action: 'defer', until: given.now + 1, reason: 'quiet_hours' }),
    };
    expect(decideSend(facts, [...sendRules, quiet])).toEqual({ action: 'defer', until: now + 1, reason: 'quiet_hours' });
    expect(new Set(sendRules.map((rule) => rule.name)).size).toBe(sendRules.length);
  });
});

it('leads every decision to a state', () => {
  expect(stateAfterDecision({ action: 'send' })).toBe('leased');
  expect(stateAfterDecision(skip('opted_out'))).toBe('skipped');
  expect(stateAfterDecision(skip('cancelled_by_member'))).toBe('cancelled');
  expect(stateAfterDecision({ action: 'expire', reason: 'expired' })).toBe('expired');
  expect(stateAfterDecision(hold('source_paused'))).toBe('queued');
  expect(stateAfterDecision({ action: 'defer', until: now, reason: 'quiet_hours' })).toBe('queued');
});
