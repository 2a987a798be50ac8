import { contactsApi } from '@tidings/core/contract/contacts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { joinList } from '../compliance/join-list.ts';
import { personAt, requestConsentAt } from '../contacts/consent-store.ts';
import { importCsv, mappingOf, people } from '../imports/testing.ts';
import { FakeGoogle, googleEnv, header, keptInStep, SourceDriver, targets } from './testing.ts';

/* A sheet takes back its own no, and nobody else's. */

let product: TestProduct;
let choir: FakeGoogle;
let kitchen: FakeGoogle;
beforeAll(async () => {
  choir = await FakeGoogle.start();
  kitchen = await FakeGoogle.start();
  product = await testProduct({ env: googleEnv(choir) });
});
afterAll(async () => {
  await product.close();
  await choir.close();
  await kitchen.close();
});

const ann = (says: string, phone = '202-555-0101') => ['Ann Arbor', phone, says];
const bob = ['Bob Bell', '202-555-0109', 'yes'];
const consentOf = async (one: SourceDriver) => (await one.listed())['Ann Arbor']?.split(' ')[1];
const idOf = async (one: SourceDriver) =>
  (await people(product, one.ws)).find((person) => person.full_name === 'Ann Arbor')?.id ?? '';

async function choirSays(one: SourceDriver, ...rows: string[][]) {
  choir.rows = [header, ...rows, bob];
  await one.sync();
  return consentOf(one);
}

async function memberSaysNo(one: SourceDriver) {
  const done = await one.ws.as('manager').call(contactsApi.changeContacts, {
    body: {
      target: { ids: [await idOf(one)] },
      action: { kind: 'set_consent', consent: 'no', method: 'told us at the desk' },
    },
  });
  return done.body;
}

const formSent = async (one: SourceDriver) => {
  const contactId = await idOf(one);
  return product.ctx.db.workspace(one.ws.id, (tx) =>
    joinList(tx, {
      workspaceId: one.ws.id,
      contactId,
      address: '+12025550101',
      listId: one.listId,
      source: 'form',
      purpose: 'all',
      wording: 'I agree to get texts',
      method: 'Form “Gala”',
      evidence: {},
      asksYes: true,
      sandbox: false,
    }),
  );
};

const noes = async (one: SourceDriver) =>
  product.ctx.db.workspace(one.ws.id, (tx) =>
    tx
      .selectFrom('consent_events as e')
      .innerJoin('contacts as c', 'c.id', 'e.contact_id')
      .select('e.source')
      .where('c.full_name', '=', 'Ann Arbor')
      .where('e.consent', '=', 'no')
      .orderBy('e.id')
      .execute(),
  );

describe('a sheet that says yes again', () => {
  it('leaves the no of another sheet, until that one says yes, too', async () => {
    const one = new SourceDriver(product, await product.workspace());
    choir.rows = [header, ann('no'), bob];
    kitchen.rows = [header, ann('no'), bob];
    await one.connect({ kind: 'csv_url', address: `${choir.url}/pub`, name: 'Choir' });
    await one.bringIn(targets);
    const two = one.beside();
    await two.connect({ kind: 'csv_url', address: `${kitchen.url}/pub`, name: 'Kitchen' });
    await two.bringIn(targets);
    expect(await choirSays(one, ann('yes'))).toBe('no');
    await two.sync({ whole: true });
    expect(await consentOf(one)).toBe('no');
    expect(await noes(one)).toEqual([{ source: 'sheet' }, { source: 'sheet' }]);
    kitchen.rows = [header, ann('yes'), bob];
    await two.sync();
    expect(await consentOf(one)).toBe('yes');
  });

  it('leaves the no of another row of its own, until that one says yes, too', async () => {
    const again = (says: string) => ann(says, '(202) 555-0101');
    const one = await keptInStep(product, choir, {}, [ann('no'), again('no'), bob]);
    expect(await choirSays(one, ann('yes'), again('no'))).toBe('no');
    await one.sync({ whole: true });
    expect(await consentOf(one)).toBe('no');
    expect(await choirSays(one, ann('yes'), again('yes'))).toBe('yes');
  });

  it('leaves the no of a file that came after its own', async () => {
    const one = await keptInStep(product, choir, {}, [ann('no'), bob]);
    const file = () =>
      importCsv(
        product,
        one.ws,
        'Name,Phone,Opt\nAnn Arbor,202-555-0101,no\n',
        mappingOf(targets, { consent: { kind: 'column' } }),
      );
    await file();
    await file();
    expect(await noes(one)).toEqual([{ source: 'sheet' }, { source: 'import' }]);
    expect(await choirSays(one, ann('yes'))).toBe('no');
  });

  it('leaves the no of a member that came after its own', async () => {
    const one = await keptInStep(product, choir, {}, [ann('no'), bob]);
    expect(await memberSaysNo(one)).toMatchObject({ changed: 0 });
    await memberSaysNo(one);
    expect(await noes(one)).toEqual([{ source: 'sheet' }, { source: 'api' }]);
    expect(await choirSays(one, ann('yes'))).toBe('no');
  });

  it('leaves its no and that of a member where somebody typed the number into a form', async () => {
    const one = await keptInStep(product, choir, {}, [ann('yes'), bob]);
    await memberSaysNo(one);
    expect(await formSent(one)).toBe('asked');
    expect(await consentOf(one)).toBe('no');
    await one.sync({ whole: true });
    expect(await consentOf(one)).toBe('no');
  });

  it('does not answer for somebody who said no and is asked whether they changed their mind', async () => {
    const one = await keptInStep(product, choir, {}, [ann('yes'), bob]);
    await memberSaysNo(one);
    const contactId = await idOf(one);
    await product.ctx.db.workspace(one.ws.id, (tx) =>
      requestConsentAt(
        tx,
        one.ws.id,
        personAt(contactId, '+12025550101'),
        { purpose: 'all', source: 'member', wording: null, method: 'called us', actorName: null },
        7,
      ),
    );
    expect(await consentOf(one)).toBe('unknown');
    expect((await one.sync({ whole: true })).counts).toMatchObject({ kept_opted_out: 1, opted_in: 0 });
    expect(await consentOf(one)).toBe('unknown');
  });
});
