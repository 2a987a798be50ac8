import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { contactsApi } from '../../core/src/contract/contacts.ts';
import { costsApi } from '../../core/src/contract/costs.ts';
import { messagesApi, type TrailEntry } from '../../core/src/contract/messages.ts';
import { defaultQuietHoursSettings, quietHoursApi } from '../../core/src/contract/quiet-hours.ts';
import { suppressionsApi } from '../../core/src/contract/suppressions.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
let workspace: SandboxWorkspace;
beforeAll(async () => {
  product = await liveProduct();
  workspace = await product.sandboxWorkspace();
  await product.startWorker();
  await whenProvisioned(workspace);
});
afterAll(() => product.close());

async function trailOf(broadcastId: string, address: string) {
  const viewer = workspace.as('viewer');
  const found = await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: broadcastId }, query: {} });
  const recipient = found.body.items.find((one) => one.address === address);
  const trail = await viewer.call(messagesApi.getMessageTrail, { params: { message_id: recipient?.message_id ?? '' } });
  expect(trail.status, trail.text).toBe(200);
  return trail.body;
}

test('the trail of a delivered text: planned by whom, every rule with its values, the request, the receipts as they came', async () => {
  const [maria] = await addPeople(product.ctx, workspace.id, [{ name: 'Maria', phone: '+12025550101' }]);
  expect(maria).toBeDefined();
  const id = await sendToEveryone(workspace, 'Hello Maria');
  await whenOver(workspace, id, 1);
  await workspace.textFrom('+12025550101', 'Thanks!');
  const trail = await eventually(async () => {
    const now = await trailOf(id, '+12025550101');
    return now.entries.some((one) => one.kind === 'answered') ? now : undefined;
  }, 'the answer is part of the trail');
  expect(trail.answer).toContain('They got it');
  const kinds = trail.entries.map((one) => one.kind);
  for (const kind of ['planned', 'allowed', 'handed_over', 'receipt', 'ended', 'answered'] as const)
    expect(kinds).toContain(kind);
  const of = (kind: string) => trail.entries.find((one) => one.kind === kind);
  expect(of('planned')?.words).toMatch(/“Sunday”, by /);
  const rules = of('allowed')?.rules ?? [];
  expect(rules.every((one) => one.outcome === 'passed')).toBe(true);
  expect(rules.find((one) => one.rule === 'has_consent')?.values).toMatchObject({ consent: 'yes' });
  const details = of('handed_over')?.details ?? [];
  expect(details).toContainEqual({ name: 'Body', value: 'Hello Maria' });
  expect(details.find((one) => one.name === 'StatusCallback')?.value).toContain(trail.message.id);
  expect(of('receipt')?.details.map((one) => one.name)).toContain('MessageStatus');
  expect(of('receipt')?.details.find((one) => one.name === 'AccountSid')?.value).toMatch(/…/);
  expect(of('answered')?.words).toBe('Thanks!');
  // Nothing that opens the account stands in it.
  const { secrets } = await product.ctx.db.system((tx) =>
    tx.selectFrom('connections').select('secrets').where('id', '=', workspace.connectionId).executeTakeFirstOrThrow(),
  );
  expect(secrets).not.toBeNull();
  expect(JSON.stringify(trail)).not.toMatch(/auth_token|Basic /i);
});

test('a person left out when it was planned: the reason, and what it rested on', async () => {
  await addPeople(product.ctx, workspace.id, [
    { name: 'Kim', phone: '+12025550102' },
    { name: 'Ann', phone: '+12025550103' },
  ]);
  await workspace.textFrom('+12025550102', 'STOP');
  await eventually(async () => {
    const list = await workspace.as('viewer').call(suppressionsApi.listSuppressions, { query: {} });
    return list.body.items.some((one) => one.address === '+12025550102');
  }, 'the STOP is on the list');
  const id = await sendToEveryone(workspace, 'Hello');
  await whenOver(workspace, id, 3);
  const trail = await trailOf(id, '+12025550102');
  expect(trail.answer).toContain('They did not get it');
  const leftOut = trail.entries.find((one) => one.kind === 'left_out');
  expect(leftOut?.title).toContain('Opted out');
  expect(leftOut?.details).toContainEqual({ name: 'On the do-not-contact list as', value: 'opt out' });
  // What is played on sandbox phones is no consent that anybody gave or took back.
  expect(leftOut?.details).toContainEqual({ name: 'Consent at that moment', value: 'none on record' });
});

test('left out by a rule: the rule with the values that it decided on', async () => {
  const made = await product.sandboxWorkspace();
  await whenProvisioned(made);
  const [, informed] = await addPeople(product.ctx, made.id, [
    { name: 'Ada', phone: '+447700900123' },
    { name: 'Ben', phone: '+12025550105' },
    { name: 'Cleo', phone: '+12025550106' },
    { name: 'Cleo’s brother', phone: '+12025550106' },
  ]);
  await product.ctx.db.workspace(made.id, (tx) =>
    tx
      .updateTable('contacts')
      .set({ sms_consent_purpose: 'informational' })
      .where('id', '=', informed ?? '')
      .execute(),
  );
  const id = await sendToEveryone(made, 'Hello');
  await whenOver(made, id, 4);
  const viewer = made.as('viewer');
  const list = (await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} })).body.items;
  const stepOf = async (reason: string) => {
    const messageId = list.find((one) => one.reason === reason)?.message_id ?? '';
    const trail = await viewer.call(messagesApi.getMessageTrail, { params: { message_id: messageId } });
    expect(trail.status, trail.text).toBe(200);
    return trail.body.entries.find((one) => one.kind === 'left_out');
  };
  const country = await stepOf('country_not_allowed');
  expect(country?.rules).toEqual([
    expect.objectContaining({ rule: 'country_allowed', outcome: 'decided', values: { country: 'GB' } }),
  ]);
  expect(country?.details.find((one) => one.name === 'Countries allowed as set today')?.value).toContain('US');
  expect((await stepOf('consent_other_purpose'))?.rules).toMatchObject([
    { rule: 'has_consent', values: { consent: 'yes', agreed_to: 'informational', purpose: 'marketing' } },
  ]);
  const shared = await stepOf('duplicate_address');
  const got = list.find((one) => one.address === '+12025550106' && one.state !== 'skipped');
  expect(shared?.rules).toMatchObject([{ rule: 'not_duplicate', values: { duplicate_of: got?.message_id } }]);
  expect(shared?.details).toContainEqual({ name: 'Whose text was to go there', value: got?.name });
});

test('what a lease decided stays what it was, whatever the rules say today, and shows only facts that were read', async () => {
  const made = await product.sandboxWorkspace();
  await whenProvisioned(made);
  await addPeople(product.ctx, made.id, [{ name: 'Dee', phone: '+12025550107' }]);
  await made.textFrom('+12025550107', 'Hi there');
  const id = await sendToEveryone(made, 'Hello');
  await whenOver(made, id, 1);
  const viewer = made.as('viewer');
  const list = (await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} })).body.items;
  const params = { message_id: list[0]?.message_id ?? '' };
  const allowed = async () =>
    (await viewer.call(messagesApi.getMessageTrail, { params })).body.entries.find((one) => one.kind === 'allowed');
  const before = await allowed();
  const values = (rule: string) => before?.rules.find((one) => one.rule === rule)?.values;
  expect(values('has_consent')).not.toHaveProperty('last_inbound_at');
  expect(values('not_duplicate')).toEqual({ decided: 'when it was planned' });
  // As if the rules had changed since: over the kept facts today's rules would stop it.
  await product.ctx.db.workspace(made.id, (tx) =>
    sql`update leases set facts = jsonb_set(facts, '{common,contact,consent}', '"no"')`.execute(tx),
  );
  const after = await allowed();
  expect(after?.title).toBe(before?.title);
  expect(after?.details).toContainEqual({ name: 'The rules', value: expect.stringContaining('as they are today') });
  expect(before?.details.map((one) => one.name)).not.toContain('The rules');
});

test('a person who said STOP while it waited: the lease that stopped it, with the rule and its values', async () => {
  const other = await product.sandboxWorkspace();
  await whenProvisioned(other);
  await addPeople(product.ctx, other.id, [{ name: 'Lee', phone: '+12025550104' }]);
  const pause = (paused: Date | null) =>
    product.ctx.db.system((tx) =>
      tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', other.senderId).execute(),
    );
  await pause(new Date());
  const id = await sendToEveryone(other, 'Hello Lee');
  await other.textFrom('+12025550104', 'STOP');
  await eventually(async () => {
    const list = await other.as('viewer').call(suppressionsApi.listSuppressions, { query: {} });
    return list.body.items.length > 0;
  }, 'the STOP is on the list');
  await pause(null);
  await whenOver(other, id, 1);
  const found = await other.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} });
  const params = { message_id: found.body.items[0]?.message_id ?? '' };
  const trail = (await other.as('viewer').call(messagesApi.getMessageTrail, { params })).body;
  const stopped = trail.entries.find((one) => one.kind === 'stopped');
  expect(stopped?.rules.find((one) => one.outcome === 'decided')).toMatchObject({
    rule: 'not_suppressed',
    values: { suppression: 'opt_out' },
  });
  // Nobody else’s: the same address in another workspace is not found.
  const foreign = await workspace.as('viewer').call(messagesApi.getMessageTrail, { params });
  expect([foreign.status, foreign.problem.code]).toEqual([404, 'not_found']);
});

test('somebody who was not among the recipients is told apart from somebody who was left out', async () => {
  const viewer = workspace.as('viewer');
  const id = await sendToEveryone(workspace, 'Last one');
  await whenOver(workspace, id, 3);
  const [late] = await addPeople(product.ctx, workspace.id, [{ name: 'Late', phone: '+12025550105' }]);
  const why = await viewer.call(broadcastsApi.explainRecipient, { params: { broadcast_id: id, contact_id: late! } });
  expect(why.body.message_id).toBeNull();
  expect(why.body.answer).toContain('added after');
});

test('a number that somebody gave up while the text waited gets nothing, whoever has it now', async () => {
  const other = await product.sandboxWorkspace();
  await whenProvisioned(other);
  const [from, to] = ['+12025550161', '+12025550162'];
  await addPeople(product.ctx, other.id, [{ name: 'Ann', phone: from }]);
  const pause = (paused: Date | null) =>
    product.ctx.db.system((tx) =>
      tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', other.senderId).execute(),
    );
  await pause(new Date());
  const id = await sendToEveryone(other, 'Your results are in.');
  const manager = other.as('manager');
  const found = await manager.call(contactsApi.listContacts, { query: {} });
  const ann = found.body.items[0]?.id ?? '';
  const changed = await manager.call(contactsApi.updateContact, {
    params: { contact_id: ann },
    body: { phones: [{ value: to, preferred: true }] },
  });
  expect(changed.status, changed.text).toBe(200);
  await manager.call(contactsApi.createContact, { body: { full_name: 'Bob', phones: [{ value: from }] } });
  await pause(null);
  expect(await whenOver(other, id, 1)).toMatchObject({ skipped: 1 });
  for (const phone of [from, to]) expect(await other.phone(phone)).toEqual([]);
  const recipients = await manager.call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: {} });
  expect(recipients.body.items[0]?.reason).toBe('address_changed');
});

/** A workspace of its own with one person. */
async function withOne(name: string, phone: string): Promise<SandboxWorkspace> {
  const made = await product.sandboxWorkspace();
  await whenProvisioned(made);
  await addPeople(product.ctx, made.id, [{ name, phone }]);
  return made;
}

async function onlyTrail(made: SandboxWorkspace, broadcastId: string) {
  const viewer = made.as('viewer');
  const found = await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: broadcastId }, query: {} });
  const params = { message_id: found.body.items[0]?.message_id ?? '' };
  const trail = await viewer.call(messagesApi.getMessageTrail, { params });
  expect(trail.status, trail.text).toBe(200);
  return trail.body;
}

const titles = (entries: readonly TrailEntry[]) => entries.map((one) => one.title);
const detailOf = (entry: TrailEntry | undefined, name: string) => entry?.details.find((one) => one.name === name)?.value;

describe('the exchange with the provider', () => {
  test('is told as it was, whatever became of the sender since', async () => {
    const made = await withOne('Ines', '+12025550111');
    const hours = { ...defaultQuietHoursSettings, in_sandbox: true };
    await made.as('admin').call(quietHoursApi.updateQuietHours, { body: hours });
    await product.ctx.db.workspace(made.id, (tx) =>
      tx
        .updateTable('contacts')
        .set({ time_zone: zoneAt(12) })
        .execute(),
    );
    const asked: URLSearchParams[] = [];
    const { outgoing } = product.ctx;
    const send = outgoing.send.bind(outgoing);
    outgoing.send = (request) => {
      const form = new URLSearchParams(request.body ?? '');
      if (form.get('To') === '+12025550111') asked.push(form);
      return send(request);
    };
    const id = await sendToEveryone(made, 'Hello Ines');
    await whenOver(made, id, 1);
    outgoing.send = send;
    await product.ctx.db.system(async (tx) => {
      await tx
        .updateTable('senders')
        .set({ address: '+12025550188', rate_per_second: 3 })
        .where('id', '=', made.senderId)
        .execute();
    });
    const { entries } = await onlyTrail(made, id);
    const handedOver = entries.find((one) => one.kind === 'handed_over');
    // Field by field what went over the wire.
    const posted = Object.fromEntries(asked[0] ?? []);
    expect(Object.keys(posted)).toEqual(expect.arrayContaining(['To', 'From', 'Body', 'StatusCallback', 'ValidityPeriod']));
    for (const [name, value] of Object.entries(posted)) expect([name, detailOf(handedOver, name)]).toEqual([name, value]);
    const allowed = entries.find((one) => one.kind === 'allowed');
    expect(detailOf(allowed, 'Rate of its sender then')).toBe('1000 segments a second');
    // The plain success keeps no row of its own.
    const rows = await product.ctx.db.workspace(made.id, (tx) => tx.selectFrom('message_attempts').selectAll().execute());
    expect(rows).toEqual([]);
  });

  test('a busy provider: each attempt with its answer, and a second one that reads as such', async () => {
    const made = await withOne('Omar', '+12025550112');
    await made.control('PUT', '/faults', { faults: [{ kind: 'rate_limited', retry_after_seconds: 1, remaining: 1 }] });
    const id = await sendToEveryone(made, 'Hello Omar');
    await whenOver(made, id, 1);
    const { entries } = await onlyTrail(made, id);
    const seen = titles(entries);
    expect(seen.slice(0, 5)).toEqual([
      'Planned',
      'Every rule let it pass',
      'The provider was too busy to take it (sandbox)',
      'Tried again, 2nd attempt of 12',
      'The provider took it (sandbox)',
    ]);
    expect(seen.join()).not.toMatch(/retry/);
    const refused = entries.find((one) => one.title.startsWith('The provider was too busy'));
    expect(detailOf(refused, 'Answer')).toBe('HTTP 429');
    expect(detailOf(refused, 'Answer: retry-after')).toBe('1');
    expect(detailOf(refused, 'From')).toBe(made.number);
    expect(detailOf(refused, 'To be tried again')).toMatch(/^\d{4}-/);
    const [first, second] = entries.filter((one) => detailOf(one, 'StatusCallback') !== undefined);
    expect(detailOf(first, 'StatusCallback')).not.toContain('&a=2');
    expect(detailOf(second, 'StatusCallback')).toContain('&a=2');
  });

  test('a refusal: what the provider said, with its code, and no account of ours', async () => {
    const made = await withOne('Uma', '+12025550113');
    await made.control('PUT', '/faults', { faults: [{ kind: 'request_error', code: 21211 }] });
    const id = await sendToEveryone(made, 'Hello Uma');
    await whenOver(made, id, 1);
    const trail = await onlyTrail(made, id);
    const refused = trail.entries.find((one) => one.kind === 'attempt');
    expect(refused?.title).toBe('The provider refused it (sandbox)');
    expect(detailOf(refused, 'Answer')).toBe('HTTP 400');
    expect(detailOf(refused, 'Answer: code')).toBe('21211');
    expect(detailOf(refused, 'To')).toBe('+12025550113');
    expect(JSON.stringify(trail)).not.toMatch(/AC[0-9a-f]{32}/);
  });

  test('an answer that never came, and the message that the provider has after all', async () => {
    const made = await withOne('Noor', '+12025550114');
    await made.control('PUT', '/faults', { faults: [{ kind: 'reset_after_accept', remaining: 1 }] });
    const id = await sendToEveryone(made, 'Hello Noor');
    await whenOver(made, id, 1);
    const seen = titles((await onlyTrail(made, id)).entries);
    expect(seen).toContain('Handed over; no answer came (sandbox)');
    expect(seen).toContain('The provider has it after all (sandbox)');
  });
});

describe('what holds a message now', () => {
  const standing = async (made: SandboxWorkspace, id: string) => {
    const trail = await onlyTrail(made, id);
    const step = trail.entries.at(-1);
    return { answer: trail.answer, step, rule: step?.rules.find((one) => one.outcome === 'decided') };
  };

  test('a pause: the rule and its values, and after it only its turn', async () => {
    const made = await withOne('Ada', '+12025550121');
    const hold = (paused: Date | null) =>
      product.ctx.db.system((tx) =>
        tx.updateTable('senders').set({ paused_at: paused }).where('id', '=', made.senderId).execute(),
      );
    await hold(new Date());
    const id = await sendToEveryone(made, 'Hello Ada');
    const bySender = await standing(made, id);
    expect(bySender.step).toMatchObject({ kind: 'waits', title: 'Waits now: Sender paused' });
    expect(bySender.rule).toMatchObject({ rule: 'sender_ready', values: { sender_status: 'paused' } });
    expect(bySender.answer).toMatch(/^It waits\. .*sender is paused/);
    const params = { broadcast_id: id };
    await made.as('manager').call(broadcastsApi.pauseBroadcast, { params });
    expect((await standing(made, id)).rule).toMatchObject({ rule: 'not_paused', values: { source_state: 'paused' } });
    await made.as('manager').call(broadcastsApi.resumeBroadcast, { params });
    await hold(null);
    await whenOver(made, id, 1);
    expect((await onlyTrail(made, id)).entries.some((one) => one.kind === 'waits')).toBe(false);
  });

  test('money: the rule with what is left, and what it costs', async () => {
    const made = await withOne('Eve', '+12025550122');
    await made.as('admin').call(costsApi.updateCosts, { body: { monthly_limit_micros: 100 } });
    const id = await sendToEveryone(made, 'Hello Eve');
    await eventually(async () => (await progressOf(made, id)).cost.hold !== null, 'it waits for money');
    const now = await standing(made, id);
    expect(now.rule).toMatchObject({ rule: 'within_spending_limit', values: { left_micros: 100 } });
    expect(now.step?.title).toBe('Waits now: Limit reached');
    // A longer text than what is left pays for is held by its length.
    const costs = await made.as('admin').call(costsApi.getCosts);
    const price = costs.body.prices.find((one) => one.country === 'US');
    const each = (price?.micros ?? 0) + (price?.surcharge_micros ?? 0);
    await made.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: id } });
    await made.as('admin').call(costsApi.updateCosts, { body: { monthly_limit_micros: Math.round(each * 1.5) } });
    const long = await sendToEveryone(made, 'A long one. '.repeat(20));
    await eventually(async () => (await progressOf(made, long)).cost.hold !== null, 'it waits for money');
    expect((await standing(made, long)).step?.title).toBe('Waits now: Limit reached');
  });

  test('a doubt: the lease that put it off, until somebody answers', async () => {
    const made = await withOne('Ivy', '+12025550123');
    const until = new Date(Date.now() + 3_600_000);
    await product.ctx.db.workspace(made.id, async (tx) => {
      await sql`insert into opt_out_doubts (workspace_id, channel, address, message_id, body, rule, language, asked_at, holds_until)
        values (${made.id}, 'sms', '+12025550123', ${made.id}, 'stop?', 'bare_stop', 'en', now(), ${until})`.execute(tx);
    });
    const id = await sendToEveryone(made, 'Hello Ivy');
    await eventually(async () => (await progressOf(made, id)).waits.length === 1, 'it is put off');
    // They wait for a member, so no moment is named.
    expect((await progressOf(made, id)).waits).toMatchObject([{ reason: 'asked_to_stop_maybe', until: null, n: 1 }]);
    const now = await standing(made, id);
    expect(now.step).toMatchObject({ kind: 'waits', title: 'Waits: May have asked to stop' });
    expect(now.rule).toMatchObject({ rule: 'not_in_doubt', values: { in_doubt: true } });
    expect(now.step?.details.map((one) => one.name)).not.toContain('Until');
    expect(now.answer).toMatch(/^It waits\. A text of theirs may have meant/);
  });

  test('a failure that may pass: until when the next attempt waits', async () => {
    const made = await withOne('Abe', '+12025550124');
    await made.control('PUT', '/faults', { faults: [{ kind: 'rate_limited', retry_after_seconds: 600, remaining: 1 }] });
    const id = await sendToEveryone(made, 'Hello Abe');
    await eventually(async () => (await progressOf(made, id)).retries.waiting === 1, 'it waits to be tried again');
    const now = await standing(made, id);
    expect(now.step).toMatchObject({ kind: 'waits', title: 'Waits now: for the 2nd attempt of 12' });
    expect(now.answer).toBe('It waits to be tried again: see the last step.');
  });
});

/** A zone whose clocks show about this hour now, so that no test waits for an hour of the day. */
function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24;
  const offset = behind > 12 ? behind - 24 : behind;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}
