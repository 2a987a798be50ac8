import { describe, expect, it } from 'vitest';
import { type LaneFacts, planLease, tokensNow } from './lease.ts';
import type { Candidate, LaneRow, SourceRow } from './lease-store.ts';

const now = new Date('2026-11-20T15:00:00Z');
const lane: LaneRow = {
  rate: 10,
  burst: 20,
  tokens: 20,
  idleMs: 0,
  now,
  paused: false,
  stopped: false,
  sandbox: true,
  kind: 'number',
  address: '+12025550100',
  connectionId: '0192aaaa-0000-7000-8000-000000000001',
  mode: 'sandbox',
  workspaceName: 'Example Church',
  capLeft: null,
  capNeeds: null,
  quietHours: null,
};
const source: SourceRow = {
  id: 'source',
  kind: 'broadcast',
  state: 'running',
  template: 'Hi {{ contact.first_name }}',
  smart_encoding: true,
  useless_after: null,
  canary_limit: null,
  quiet_hours: null,
  purpose: 'marketing',
};

let count = 0;
const candidate = (change: Partial<Candidate> = {}): Candidate => ({
  messageId: `message-${++count}`,
  dueAt: now.toISOString(),
  waitedMs: 0,
  attempts: 0,
  sourceId: 'source',
  source: 'broadcast',
  address: '+12025550123',
  contactId: 'contact',
  body: null,
  uselessAfter: null,
  contact: { first_name: 'Ana', custom: {} },
  contactDeleted: false,
  consent: 'yes',
  consentPurpose: 'all',
  lastInboundAt: null,
  suppressionKind: null,
  suppressedAt: null,
  ...change,
});
const many = (n: number, change: Partial<Candidate> = {}) => Array.from({ length: n }, () => candidate(change));
const facts = (change: Partial<LaneRow> = {}, sources: Partial<SourceRow> = {}): LaneFacts => ({
  lane: { ...lane, ...change },
  liveAllowed: true,
  sources: new Map([['source', { ...source, ...sources }]]),
});
const kinds = (plan: ReturnType<typeof planLease>) => plan.fates.map((one) => one.fate.kind);
const only = (one: Candidate, given = facts()) => planLease([one], given, 20, 100).fates[0]?.fate;

describe('planning a lease', () => {
  it('leases with the text as rendered now, and takes a token per segment', () => {
    const long = candidate({ body: 'x'.repeat(400), sourceId: null });
    const plan = planLease([candidate(), long], facts(), 20, 100);
    expect(plan.fates[0]?.fate).toMatchObject({ kind: 'lease', leased: { body: 'Hi Ana', segments: 1, encoding: 'GSM-7' } });
    expect(plan.fates[1]?.fate).toMatchObject({ kind: 'lease', leased: { segments: 3 } });
    expect(plan.tokens).toBe(16);
  });

  it('never leases more than a second of the rate, nor more than the worker has room for', () => {
    expect(planLease(many(50), facts(), 20, 100).fates).toHaveLength(10);
    expect(planLease(many(50), facts(), 20, 3).fates).toHaveLength(3);
    expect(planLease(many(50), facts({ rate: 0.25, burst: 20 }), 20, 100).fates).toHaveLength(1);
  });

  it('stops where the daily cap ends, and still decides over those who get nothing', () => {
    const out = candidate({ suppressionKind: 'opt_out', suppressedAt: now });
    const plan = planLease(
      [...many(3), candidate({ body: 'x'.repeat(200), sourceId: null }), ...many(3)],
      facts({ capLeft: 4 }),
      20,
      100,
    );
    // The fourth would need two segments of the one that is left: it waits, and nobody behind it overtakes.
    expect(kinds(plan)).toEqual(['lease', 'lease', 'lease']);
    expect(kinds(planLease([out, ...many(2)], facts({ capLeft: 0 }), 20, 100))).toEqual(['end']);
  });

  it('stops where the tokens end, and leaves the rest in the queue', () => {
    const plan = planLease(many(8), facts(), 4.5, 100);
    expect(kinds(plan)).toEqual(['lease', 'lease', 'lease', 'lease']);
    expect(plan.tokens).toBe(0.5);
    expect(planLease(many(8), facts(), 0.9, 100).fates).toEqual([]);
  });

  it('sends what is longer than the whole burst from a full bucket, on credit', () => {
    const long = candidate({ body: 'x'.repeat(1_000), sourceId: null });
    expect(planLease([long, candidate()], facts({ burst: 2 }), 2, 100)).toMatchObject({ tokens: -5, fates: { length: 1 } });
  });

  it('what is skipped or held costs neither a token nor room', () => {
    const skipped = many(30, { consent: 'no' });
    const plan = planLease([...skipped, candidate(), ...skipped, candidate()], facts(), 2, 2);
    expect(plan.fates).toHaveLength(62);
    expect(plan.tokens).toBe(0);
  });

  it('goes past what a paused source holds to what is behind it', () => {
    const other = new Map([
      ['source', { ...source, state: 'paused' as const }],
      ['other', { ...source, id: 'other' }],
    ]);
    const plan = planLease([candidate(), candidate({ sourceId: 'other' })], { ...facts(), sources: other }, 20, 100);
    expect(kinds(plan)).toEqual(['hold', 'lease']);
  });
});

describe('the fate of a message at its lease', () => {
  it.each<[string, Partial<Candidate>, Partial<LaneRow>, Partial<SourceRow>, object]>([
    ['opted out meanwhile', { suppressionKind: 'opt_out', suppressedAt: now }, {}, {}, { to: 'skipped', reason: 'opted_out' }],
    ['who said no meanwhile', { consent: 'no' }, {}, {}, { to: 'skipped', reason: 'consent_refused' }],
    ['without consent', { consent: 'unknown' }, {}, {}, { to: 'skipped', reason: 'no_consent' }],
    ['whose person was deleted', { contactDeleted: true }, {}, {}, { to: 'skipped', reason: 'contact_deleted' }],
    ['without an address', { address: null }, {}, {}, { to: 'skipped', reason: 'no_address' }],
    ['whose address is no number', { address: '12' }, {}, {}, { to: 'skipped', reason: 'invalid_address' }],
    ['of a cancelled source', {}, {}, { state: 'cancelled' }, { to: 'cancelled', reason: 'cancelled_by_member' }],
    ['of a source that is out of date', {}, {}, { useless_after: now }, { to: 'expired', reason: 'expired' }],
    ['that is itself out of date', { uselessAfter: now }, {}, {}, { to: 'expired', reason: 'expired' }],
    ['whose sender is live in sandbox mode', {}, { sandbox: false }, {}, { to: 'skipped', reason: 'sandbox_only' }],
    [
      'whose tag has no value and no fallback',
      { contact: {} },
      {},
      { template: '{{ contact.city }}' },
      { to: 'failed', reason: 'empty_value' },
    ],
    ['whose source is gone', { sourceId: 'gone' }, {}, {}, { to: 'failed', reason: 'empty_body' }],
    ['whose text is too long', { body: 'x'.repeat(1_601) }, {}, {}, { to: 'failed', reason: 'body_too_long' }],
    [
      'whose text is longer than a day’s cap',
      { body: 'x'.repeat(400) },
      { dailyCap: 2, capLeft: 1 },
      {},
      { to: 'failed', reason: 'over_daily_cap' },
    ],
  ])('%s ends it', (_, one, ofLane, ofSource, expected) => {
    expect(only(candidate(one), facts(ofLane, ofSource))).toEqual({ kind: 'end', ...expected });
  });

  it('with a template that cannot be rendered fails with the reason, and the next goes on', () => {
    const broken = facts({}, { template: '{{ contact.first_name | nonsense }}' });
    const plan = planLease([candidate(), candidate({ body: 'Fine', sourceId: null })], broken, 20, 100);
    expect(kinds(plan)).toEqual(['end', 'lease']);
    expect(plan.fates[0]?.fate).toMatchObject({ to: 'failed', reason: expect.stringMatching(/^render|^template|failed/) });
    expect(plan.tokens).toBe(19);
  });

  it('with a text longer than a whole day’s cap fails, and the next goes on', () => {
    const capped = facts({ dailyCap: 2, capLeft: 2 });
    const plan = planLease([candidate({ body: 'x'.repeat(400) }), candidate()], capped, 20, 100);
    expect(kinds(plan)).toEqual(['end', 'lease']);
    expect(plan).toMatchObject({ stoppedBy: undefined, capNeeds: null });
    // As long as the cap is, it only waits for a day that has so much left.
    const fits = planLease([candidate({ body: 'x'.repeat(200) })], facts({ dailyCap: 2, capLeft: 1 }), 20, 100);
    expect(fits).toMatchObject({ fates: [], stoppedBy: 'cap', capNeeds: 2 });
  });

  it('in live mode depends on the installation', () => {
    const live = facts({ sandbox: false, mode: 'live' });
    expect(only(candidate(), live)).toMatchObject({ kind: 'lease' });
    expect(only(candidate(), { ...live, liveAllowed: false })).toEqual({
      kind: 'end',
      to: 'skipped',
      reason: 'live_not_allowed',
    });
  });

  it('as the answer to STOP passes the opt-out, but no other suppression', () => {
    const answer = { source: 'answer', sourceId: null, body: 'You are out.', consent: 'no' as const, suppressedAt: now };
    expect(only(candidate({ ...answer, suppressionKind: 'opt_out' }))).toMatchObject({ kind: 'lease' });
    expect(only(candidate({ ...answer, suppressionKind: 'dead' }))).toMatchObject({ kind: 'end', to: 'skipped' });
  });

  it('replaces characters that would double the segments, where that is wished', () => {
    const text = { template: 'It’s “on” – come' };
    expect(only(candidate(), facts({}, text))).toMatchObject({ leased: { body: 'It\'s "on" - come', encoding: 'GSM-7' } });
    expect(only(candidate(), facts({}, { ...text, smart_encoding: false }))).toMatchObject({ leased: { encoding: 'UCS-2' } });
  });
});

it('counts the tokens of a lane as of now, never beyond its burst, and not backwards', () => {
  expect(tokensNow({ ...lane, tokens: 1, idleMs: 500 })).toBe(6);
  expect(tokensNow({ ...lane, tokens: 1, idleMs: 60_000 })).toBe(20);
  expect(tokensNow({ ...lane, tokens: 1, idleMs: -5_000 })).toBe(1);
});
