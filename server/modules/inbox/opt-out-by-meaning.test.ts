import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beforeModeChange } from '../../registry/mode-changes.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { raiseDoubt } from '../compliance/doubts.ts';
import { countOpenDoubts, findLastDoubt, listOpenDoubts } from '../compliance/doubts-store.ts';
import { optIn, optOut } from '../compliance/opt-out.ts';
import { findActiveSuppression } from '../compliance/suppressions-store.ts';
import { insertContact } from '../contacts/store.ts';
import { processInbound } from '../messages/inbound.ts';
import { insertPayload } from '../messages/inbound-store.ts';
import { releaseDoubts } from '../messages/release-doubts.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { listAlerts } from '../ops/queue-service.ts';
import { decideDoubt, optOutContact } from './opt-outs.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await testLane(product);
});

const inWorkspace: TestProduct['ctx']['db']['workspace'] = (_, work) => product.ctx.db.workspace(lane.workspaceId, work);
const here = <T>(work: Parameters<typeof product.ctx.db.workspace<T>>[1]) => inWorkspace(lane.workspaceId, work);
const member = () => ({ kind: 'user', id: randomUUID(), name: 'Robin', role: 'agent', workspaceId: lane.workspaceId }) as never;

/** Stores a text as a hook would, and does not process it yet. */
async function store(phone: string, body: string, providerId = `SM${randomUUID().replaceAll('-', '')}`) {
  return here((tx) =>
    insertPayload(tx, {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      providerId,
      payload: { MessageSid: providerId, From: phone, To: '+12025550199', Body: body, NumSegments: '1' },
    }),
  );
}
async function says(phone: string, body: string): Promise<void> {
  const id = await store(phone, body);
  await processInbound(product.ctx, id!);
}
async function person(phone: string): Promise<string> {
  return here(async (tx) => {
    const id = await insertContact(tx, lane.workspaceId, 'import', {
      columns: {},
      phones: [{ value: phone, label: null, preferred: true }],
    });
    await tx.updateTable('contacts').set({ sms_consent: 'yes' }).where('id', '=', id).execute();
    return id;
  });
}
const standing = (phone: string) => here((tx) => findActiveSuppression(tx, lane.workspaceId, 'sms', phone));
const doubts = () => here((tx) => listOpenDoubts(tx, lane.workspaceId, 50, undefined));
const lastDoubt = (contactId: string) => here((tx) => findLastDoubt(tx, lane.workspaceId, contactId));
const answers = (phone: string) =>
  here((tx) => tx.selectFrom('messages').select('body').where('address', '=', phone).where('source', '=', 'answer').execute());
const bulkTo = async (phone: string, contactId: string) =>
  lane.add({ phone, contactId, sourceId: await lane.source(), source: 'direct' });
const waits = () => here((tx) => tx.selectFrom('source_waits').select(['reason', 'until', 'n']).execute());
const decide = (id: string, yes: boolean) => here((tx) => decideDoubt(tx, member(), id, yes));
const alerts = async () => (await listAlerts(product.ctx, lane.workspaceId)).filter((one) => one.kind === 'opt_out_doubts');
const release = () => releaseDoubts(product.ctx);

describe('a wish to stop in other words', () => {
  const phone = '+12025550111';

  it('opts out like STOP, keeps what proves it, and is confirmed once', async () => {
    await person(phone);
    await says(phone, 'Please take me off your list, thanks');
    expect(await standing(phone)).toMatchObject({
      kind: 'opt_out',
      source: 'meaning',
      reason: 'Wrote “Please take me off your list, thanks”',
      sandbox: true,
      evidence: { rule: 'remove_me', language: 'en', payload_id: expect.any(String), provider_id: expect.any(String) },
    });
    expect(await answers(phone)).toHaveLength(1);
  });

  it('said again and again, also as STOP, gets no second confirmation, and the first evidence stays', async () => {
    for (const text of ['stop texting me', 'I SAID STOP TEXTING ME!!!', 'leave me alone', 'STOP', 'ya no me escriban']) {
      await says(phone, text);
    }
    expect(await answers(phone)).toHaveLength(1);
    expect((await standing(phone))?.reason).toBe('Wrote “stop texting me”');
    expect(await doubts()).toEqual([]);
  });

  it('is obeyed once when the hook comes twice, and when its job runs twice at the same time', async () => {
    const providerId = 'SM00000000000000000000000000000001';
    const id = await store(phone, 'no more texts please', providerId);
    expect(await store(phone, 'no more texts please', providerId)).toBeUndefined();
    await Promise.all([processInbound(product.ctx, id!), processInbound(product.ctx, id!)]);
    await processInbound(product.ctx, id!);
    expect(await answers(phone)).toHaveLength(1);
  });

  it('makes the same of two texts, whichever is processed first', async () => {
    const [first, second] = ['+12025550112', '+12025550113'];
    await says(first!, 'not interested');
    await says(first!, 'stop texting me');
    await says(second!, 'stop texting me');
    await says(second!, 'not interested');
    expect([(await standing(first!))?.kind, (await standing(second!))?.kind]).toEqual(['opt_out', 'opt_out']);
    expect(await doubts()).toEqual([]);
    expect([(await answers(first!)).length, (await answers(second!)).length]).toEqual([1, 1]);
  });

  it('is not made of a reaction to our footer, or of plain words', async () => {
    for (const text of ['Liked “Sale! Reply STOP to opt out”', 'Can we stop by your office?', 'See you > there'])
      await says(phone, text);
    expect(await standing(phone)).toBeUndefined();
    expect(await doubts()).toEqual([]);
  });
});

describe('a doubtful text', () => {
  const phone = '+12025550121';

  it('holds what is sent in bulk, lets members answer, and asks once', async () => {
    const contactId = await person(phone);
    await says(phone, 'I am not interested');
    const bulk = await bulkTo(phone, contactId);
    const reply = await lane.add({ phone, contactId, source: 'reply' });
    const other = await bulkTo('+12025550122', await person('+12025550122'));
    expect((await lane.lease()).map((one) => one.messageId).sort()).toEqual([reply, other].sort());
    const [doubt] = await doubts();
    expect(doubt).toMatchObject({
      contact_id: contactId,
      address: phone,
      body: 'I am not interested',
      rule: 'not_interested',
      texts: 1,
    });
    expect((await lane.outbox(bulk))?.due_at).toEqual(doubt?.holds_until);
    expect(await waits()).toMatchObject([{ reason: 'asked_to_stop_maybe', until: doubt?.holds_until, n: 1 }]);
    expect(doubt!.holds_until.getTime() - Date.now()).toBeGreaterThan(23 * 3_600_000);
    expect(await standing(phone)).toBeUndefined();
    expect(await answers(phone)).toEqual([]);
  });

  it('goes on when a member says no, at once', async () => {
    const contactId = await person(phone);
    await says(phone, 'wrong number');
    const bulk = await bulkTo(phone, contactId);
    expect(await lane.lease()).toEqual([]);
    const decided = await decide((await doubts())[0]!.id, false);
    expect(decided).toMatchObject({ decision: 'dismissed', decided_by: 'Robin' });
    await release();
    expect((await lane.lease()).map((one) => one.messageId)).toEqual([bulk]);
    expect(await waits()).toEqual([]);
    // Who said no is asked no more about this text.
    expect(await doubts()).toEqual([]);
  });

  it('opts out when a member says yes, with the text as evidence, and ends what waited', async () => {
    const contactId = await person(phone);
    await says(phone, 'go away');
    const bulk = await bulkTo(phone, contactId);
    await lane.lease();
    await decide((await doubts())[0]!.id, true);
    expect(await standing(phone)).toMatchObject({
      kind: 'opt_out',
      source: 'member',
      created_by: 'Robin',
      reason: 'Wrote “go away”',
      evidence: { rule: 'leave_me_alone', message_id: expect.any(String) },
    });
    await release();
    expect(await lane.lease()).toEqual([]);
    expect(await lane.message(bulk)).toMatchObject({ state: 'skipped', reason: 'opted_out' });
    expect(await answers(phone)).toEqual([]);
  });

  it('waits on for as long as nobody answers, and is told as an alert after a day', async () => {
    const contactId = await person(phone);
    await says(phone, 'this is spam');
    const bulk = await bulkTo(phone, contactId);
    await lane.lease();
    expect(await alerts()).toEqual([]);
    // Days pass without an answer, whichever comes first: a lease, or the loop that looks at the question again.
    for (const first of ['lease', 'loop']) {
      // Behind the lane's mark, as what comes due is.
      const earlier = new Date();
      const asked = new Date(Date.now() - 5 * 86_400_000);
      await here((tx) => tx.updateTable('opt_out_doubts').set({ holds_until: earlier, asked_at: asked }).execute());
      await here((tx) => tx.updateTable('outbox').set({ due_at: earlier }).execute());
      await here((tx) => tx.deleteFrom('source_waits').execute());
      if (first === 'loop') await release();
      expect(await lane.lease()).toEqual([]);
      expect((await lane.outbox(bulk))!.due_at.getTime()).toBeGreaterThan(Date.now() + 50_000);
      await release();
      expect((await doubts())[0]).toMatchObject({ decision: null, released_at: null });
      expect((await doubts())[0]!.holds_until.getTime()).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    }
    expect(await alerts()).toMatchObject([{ since: expect.any(String), words: expect.stringMatching(/^1 text .*wait until/) }]);
    // Whatever the question says by now about when it is looked at again: the answer finds what waits.
    await decide((await doubts())[0]!.id, false);
    await release();
    expect((await lane.lease()).map((one) => one.messageId)).toEqual([bulk]);
    expect(await waits()).toEqual([]);
    expect(await alerts()).toEqual([]);
  });

  it('expires what is of no use any more, long before anybody answers', async () => {
    const contactId = await person(phone);
    await says(phone, 'not interested');
    const bulk = await lane.add({ phone, contactId, sourceId: await lane.source(), source: 'direct' });
    const deadline = new Date(Date.now() + 3_600_000);
    await here((tx) => tx.updateTable('message_sources').set({ useless_after: deadline }).execute());
    await lane.lease();
    expect((await lane.outbox(bulk))?.due_at).toEqual(deadline);
    const passed = new Date();
    await here((tx) => tx.updateTable('message_sources').set({ useless_after: passed }).execute());
    await here((tx) => tx.updateTable('outbox').set({ due_at: passed }).execute());
    expect(await lane.lease()).toEqual([]);
    expect(await lane.message(bulk)).toMatchObject({ state: 'expired', reason: 'expired' });
  });

  it('followed by another is one question about both, and holds what comes in between', async () => {
    const contactId = await person(phone);
    await says(phone, 'too many texts');
    const before = await bulkTo(phone, contactId);
    await lane.lease();
    const first = (await doubts())[0]!;
    await says(phone, 'not interested');
    const [doubt, ...rest] = await doubts();
    expect(rest).toEqual([]);
    expect(doubt).toMatchObject({ id: first.id, texts: 2, body: 'not interested' });
    const after = await bulkTo(phone, contactId);
    expect(await lane.lease()).toEqual([]);
    await decide(first.id, false);
    await release();
    expect((await lane.lease()).map((one) => one.messageId).sort()).toEqual([before, after].sort());
    expect(await waits()).toEqual([]);
  });

  it('is settled by STOP, and by START', async () => {
    const [a, b] = [await person(phone), await person('+12025550123')];
    await says(phone, 'not interested');
    await says('+12025550123', 'not interested');
    await says(phone, 'STOP');
    await says('+12025550123', 'START');
    expect(await lastDoubt(a)).toMatchObject({ decision: 'opted_out', decided_by: null });
    expect(await lastDoubt(b)).toMatchObject({ decision: 'answered' });
    expect(await doubts()).toEqual([]);
  });

  it('is decided once: the second of two members is told', async () => {
    await person(phone);
    await says(phone, 'not interested');
    const { id } = (await doubts())[0]!;
    const results = await Promise.allSettled([decide(id, true), decide(id, false)]);
    expect(results.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const won = (
      await here((tx) => tx.selectFrom('opt_out_doubts').select('decision').where('id', '=', id).executeTakeFirstOrThrow())
    ).decision;
    expect((await standing(phone))?.kind).toBe(won === 'opted_out' ? 'opt_out' : undefined);
    await expect(decide(id, won === 'opted_out')).resolves.toMatchObject({ decision: won });
    await expect(decide(id, won !== 'opted_out')).rejects.toMatchObject({ code: 'wrong_state' });
  });
});

describe('the sandbox', () => {
  const phone = '+12025550131';
  const about = {
    channel: 'sms',
    address: phone,
    messageId: randomUUID(),
    rule: 'not_interested',
    language: 'en',
    askedAt: new Date(),
  } as const;
  const raise = (contactId: string, sandbox: boolean) =>
    here((tx) =>
      raiseDoubt(tx, { ...about, workspaceId: lane.workspaceId, contactId, body: sandbox ? 'played' : 'real', sandbox }),
    );

  it('settles only what was played there', async () => {
    const contactId = await person(phone);
    await raise(contactId, false);
    await raise(contactId, true);
    expect(await doubts()).toMatchObject([{ body: 'real', sandbox: false }]);
    const word = { workspaceId: lane.workspaceId, address: phone, source: 'keyword', words: 'STOP', sandbox: true } as const;
    await here((tx) => optOut(tx, word));
    await here((tx) => optIn(tx, { ...word, words: 'START' }));
    expect(await doubts()).toMatchObject([{ body: 'real' }]);
    await here((tx) => optOut(tx, { ...word, sandbox: false }));
    expect(await doubts()).toEqual([]);
  });

  it('ends with going live, and a real text takes the place of a played one', async () => {
    const [a, b] = [await person(phone), await person('+12025550132')];
    await raise(a, true);
    await raise(a, false);
    await here((tx) =>
      raiseDoubt(tx, {
        ...about,
        address: '+12025550132',
        workspaceId: lane.workspaceId,
        contactId: b,
        body: 'played',
        sandbox: true,
      }),
    );
    await here(async (tx) => {
      for (const prepare of beforeModeChange) await prepare(tx, lane.workspaceId);
    });
    expect(await doubts()).toMatchObject([{ body: 'real', sandbox: false }]);
    expect(await here((tx) => countOpenDoubts(tx, lane.workspaceId))).toBe(1);
  });

  it('opts nobody out for real when a member says yes to what was played', async () => {
    const contactId = await person(phone);
    await raise(contactId, true);
    await decide((await doubts())[0]!.id, true);
    expect(await standing(phone)).toMatchObject({ kind: 'opt_out', sandbox: true });
    const row = await here((tx) =>
      tx.selectFrom('contacts').select('sms_consent').where('id', '=', contactId).executeTakeFirstOrThrow(),
    );
    expect(row.sms_consent).toBe('yes');
  });
});

it('leases nothing to whom a text has stopped or put in doubt, however leases and texts race', async () => {
  const people = Array.from({ length: 40 }, (_, index) => `+120255501${String(40 + index).padStart(2, '0')}`);
  const source = await lane.source();
  for (const phone of people) {
    const contactId = await person(phone);
    for (let n = 0; n < 3; n += 1) await lane.add({ phone, contactId, sourceId: source, source: 'direct' });
  }
  await here((tx) => tx.updateTable('senders').set({ rate_per_second: 7, burst: 7, tokens: 7 }).execute());
  const silent = new Set<string>();
  const late: string[] = [];
  let texting = true;
  const bulk = (leased: Awaited<ReturnType<Lane['lease']>>) =>
    leased.filter((one) => one.sourceId === source).map((one) => one.address);
  const leasing = async () => {
    while (texting) {
      const before = new Set(silent);
      const leased = await lane.lease();
      // The one confirmation is not among them: it has no source.
      late.push(...bulk(leased).filter((address) => before.has(address)));
      await here((tx) => tx.updateTable('senders').set({ tokens: 7 }).execute());
    }
  };
  const texts = ['please stop texting me', 'not interested', 'STOP', 'ya no me manden mensajes'];
  const writing = Promise.all(
    [0, 1, 2, 3].map(async (worker) => {
      for (let n = worker; n < people.length; n += 4) {
        await says(people[n]!, texts[n % texts.length]!);
        silent.add(people[n]!);
      }
    }),
  ).finally(() => {
    texting = false;
  });
  await Promise.all([leasing(), leasing(), writing]);
  expect(silent.size).toBe(people.length);
  expect(late).toEqual([]);
  expect(bulk(await lane.lease())).toEqual([]);
});

describe('a member who heard it otherwise', () => {
  it('opts out every number of the person, with how it was said, once', async () => {
    const phones = ['+12025550190', '+12025550191'];
    const contactId = await here((tx) =>
      insertContact(tx, lane.workspaceId, 'import', {
        columns: {},
        phones: phones.map((value, at) => ({ value, label: null, preferred: at === 0 })),
      }),
    );
    const first = await here((tx) => optOutContact(tx, member(), contactId, 'Asked at the welcome desk'));
    expect(first.opted_out).toBe(2);
    for (const phone of phones) {
      expect(await standing(phone)).toMatchObject({
        kind: 'opt_out',
        source: 'member',
        reason: 'Asked at the welcome desk',
        created_by: 'Robin',
      });
    }
    expect((await here((tx) => optOutContact(tx, member(), contactId, 'Asked again'))).opted_out).toBe(0);
  });

  it('is told when there is no number, or no such person', async () => {
    const contactId = await here((tx) => insertContact(tx, lane.workspaceId, 'import', { columns: {}, phones: [] }));
    await expect(here((tx) => optOutContact(tx, member(), contactId, 'Asked'))).rejects.toMatchObject({ code: 'unprocessable' });
    await expect(here((tx) => optOutContact(tx, member(), randomUUID(), 'Asked'))).rejects.toMatchObject({ code: 'not_found' });
  });
});
