import { randomUUID } from 'node:crypto';
import { classifyErrorCode } from '@tidings/core/compliance/error-codes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { optIn, optOut } from './opt-out.ts';
import { suppress } from './suppress.ts';
import { suppressForFailure } from './suppress-for-failure.ts';
import { findActiveSuppression } from './suppressions-store.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

let last = 0;
const newPhone = () => `+1202555${String(100 + (last++ % 100)).padStart(4, '0')}`;

async function person(phone: string, consent: 'yes' | 'no' | 'unknown' = 'yes', workspace = ws): Promise<string> {
  return product.ctx.db.workspace(workspace.id, async (tx) => {
    const id = randomUUID();
    await tx.insertInto('contacts').values({ id, workspace_id: workspace.id, phone, sms_consent: consent }).execute();
    await tx
      .insertInto('contact_addresses')
      .values({ workspace_id: workspace.id, contact_id: id, kind: 'phone', value: phone, preferred: true })
      .execute();
    return id;
  });
}

const inWorkspace: TestProduct['ctx']['db']['workspace'] = (id, work) => product.ctx.db.workspace(id, work);
const consentOf = (id: string) =>
  inWorkspace(ws.id, async (tx) => {
    const row = await tx.selectFrom('contacts').select('sms_consent').where('id', '=', id).executeTakeFirstOrThrow();
    return row.sms_consent;
  });
const active = (address: string) => inWorkspace(ws.id, (tx) => findActiveSuppression(tx, ws.id, 'sms', address));
const stop = (address: string, contactId?: string, words = 'STOP') =>
  inWorkspace(ws.id, (tx) =>
    optOut(tx, { workspaceId: ws.id, address, contactId: contactId ?? null, source: 'keyword', words, evidence: { words } }),
  );
const start = (address: string, contactId?: string) =>
  inWorkspace(ws.id, (tx) =>
    optIn(tx, { workspaceId: ws.id, address, contactId: contactId ?? null, source: 'keyword', words: 'START' }),
  );

describe('opting out', () => {
  it('suppresses the address and withdraws the consent of everybody who shares the phone', async () => {
    const phone = newPhone();
    const [anna, ben, other] = [await person(phone), await person(phone, 'unknown'), await person(newPhone())];
    const result = await stop(phone, anna);
    expect(result.added).toBe(true);
    expect((await active(phone))?.kind).toBe('opt_out');
    expect([await consentOf(anna), await consentOf(ben), await consentOf(other)]).toEqual(['no', 'no', 'yes']);
    const events = await inWorkspace(ws.id, (tx) =>
      tx.selectFrom('consent_events').select(['contact_id', 'consent', 'wording']).where('address', '=', phone).execute(),
    );
    expect(events).toHaveLength(2);
    expect(events.every((event) => event.consent === 'no' && event.wording === 'STOP')).toBe(true);
  });

  it('keeps the first evidence when it is said again', async () => {
    const phone = newPhone();
    await person(phone);
    await stop(phone, undefined, 'STOP');
    const again = await stop(phone, undefined, 'Stop!!');
    expect(again.added).toBe(false);
    expect((await active(phone))?.evidence).toMatchObject({ words: 'STOP' });
  });

  it('holds for an address that no contact has', async () => {
    const phone = newPhone();
    const result = await stop(phone);
    expect(result).toMatchObject({ added: true, contactIds: [] });
    expect((await active(phone))?.kind).toBe('opt_out');
  });

  it('stays inside the workspace', async () => {
    const phone = newPhone();
    const elsewhere = await product.workspace();
    const stranger = await person(phone, 'yes', elsewhere);
    await stop(phone);
    await inWorkspace(elsewhere.id, async (tx) => {
      expect(await findActiveSuppression(tx, elsewhere.id, 'sms', phone)).toBeUndefined();
      const row = await tx.selectFrom('contacts').select('sms_consent').where('id', '=', stranger).executeTakeFirstOrThrow();
      expect(row.sms_consent).toBe('yes');
    });
  });

  it('survives two at the same moment as one', async () => {
    const phone = newPhone();
    const results = await Promise.all([stop(phone), stop(phone), stop(phone)]);
    expect(results.filter((result) => result.added)).toHaveLength(1);
  });
});

describe('opting in', () => {
  it('lifts the opt-out and gives consent to those it had silenced, not to those who had said no themselves', async () => {
    const phone = newPhone();
    const [anna, ben, carla] = [await person(phone), await person(phone), await person(phone, 'no')];
    await stop(phone, anna);
    const result = await start(phone, anna);
    expect(result.lifted).toBe(true);
    expect(await active(phone)).toBeUndefined();
    expect([await consentOf(anna), await consentOf(ben)]).toEqual(['yes', 'yes']);
    // Carla had said no before the STOP; the STOP of the shared phone added no event of hers.
    expect(await consentOf(carla)).toBe('no');
  });

  it.each(['manual', 'legal_block', 'complaint'] as const)('leaves a suppression of the kind %s standing', async (kind) => {
    const phone = newPhone();
    await inWorkspace(ws.id, (tx) =>
      suppress(tx, { workspaceId: ws.id, channel: 'sms', address: phone, kind, source: 'member', reason: 'asked by phone' }),
    );
    expect((await start(phone)).lifted).toBe(false);
    expect((await active(phone))?.kind).toBe(kind);
    await stop(phone);
    expect((await active(phone))?.kind).toBe('opt_out');
    const result = await start(phone);
    expect(result.lifted).toBe(true);
    expect(result.stillSuppressed?.kind).toBe(kind);
    expect((await active(phone))?.kind).toBe(kind);
  });

  it('does not bring back a dead number, since the person has just written from it', async () => {
    const phone = newPhone();
    await inWorkspace(ws.id, (tx) =>
      suppress(tx, { workspaceId: ws.id, channel: 'sms', address: phone, kind: 'dead', source: 'delivery_failure' }),
    );
    await stop(phone);
    await start(phone);
    expect(await active(phone)).toBeUndefined();
  });
});

describe('a failed delivery', () => {
  const fail = (address: string, code: number) =>
    inWorkspace(ws.id, (tx) =>
      suppressForFailure(tx, {
        workspaceId: ws.id,
        channel: 'sms',
        address,
        messageId: randomUUID(),
        code: classifyErrorCode(code),
        sandbox: false,
      }),
    );

  it.each([
    [21610, 'opt_out'],
    [30005, 'dead'],
    [30006, 'landline'],
    [21211, 'invalid'],
    [30004, 'blocked'],
  ])('with %i suppresses the number as %s', async (code, kind) => {
    const phone = newPhone();
    const contact = await person(phone);
    expect(await fail(phone, code)).toBe(true);
    const row = await active(phone);
    expect(row).toMatchObject({ kind, source: 'delivery_failure', evidence: { error_code: code } });
    expect(await consentOf(contact)).toBe(kind === 'opt_out' ? 'no' : 'yes');
    expect(await fail(phone, code)).toBe(false);
  });

  it.each([30003, 30008, 30007, 20429, 99_999, 30011])('with %i leaves the number alone', async (code) => {
    const phone = newPhone();
    expect(await fail(phone, code)).toBe(false);
    expect(await active(phone)).toBeUndefined();
  });

  it('never weakens an opt-out', async () => {
    const phone = newPhone();
    await stop(phone);
    expect(await fail(phone, 30005)).toBe(false);
    expect((await active(phone))?.kind).toBe('opt_out');
  });
});
