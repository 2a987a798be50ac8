import { decideSend } from '@tidings/core/compliance/decide-send';
import type { SendFacts } from '@tidings/core/compliance/decision';
import { consentPurposes } from '@tidings/core/compliance/purposes';
import { quietProfiles } from '@tidings/core/compliance/quiet-profiles';
import { suppressionKinds } from '@tidings/core/compliance/suppression';
import { countryOf } from '@tidings/core/contacts/country-of';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { addPeople, addSuppression, numbers } from '../broadcasts/testing.ts';
import { decidedRecipients } from './decide-recipients-store.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const consents = ['yes', 'no', 'unknown'] as const;
const suppressions = [null, ...suppressionKinds] as const;
const phones = ['usable', 'missing', 'empty', 'damaged'] as const;

/** Every combination of the facts that planning looks at, in the order in which the people were added. */
function combinations() {
  return phones.flatMap((phone) =>
    consents.flatMap((consent) =>
      suppressions.flatMap((suppression) =>
        // Twice each, so that the second shares the address of the first.
        [false, true].map((second) => ({ phone, consent, suppression, second })),
      ),
    ),
  );
}

function factsOf(
  one: ReturnType<typeof combinations>[number] & { address: string | null },
  duplicateOf: string | null,
): SendFacts {
  return {
    now: 0,
    channel: 'sms',
    address: one.address ? { value: one.address, valid: one.phone === 'usable', country: null } : null,
    contact: { deleted: false, consent: one.consent, lastInboundAt: null },
    suppression: one.suppression === null ? null : { kind: one.suppression, since: 0 },
    source: { state: 'running', uselessAfter: null, requiresConsent: true },
    workspace: { mode: 'sandbox', installationLiveAllowed: true },
    sender: { sandbox: true, status: 'active' },
    message: { kind: 'broadcast', priority: 2, attempt: 1 },
    duplicateOf,
  };
}

describe('the decision of planning', () => {
  it('agrees with decideSend for every combination of address, suppression, consent and shared address', async () => {
    const ws = await product.workspace();
    const pool = numbers(200);
    const people: (ReturnType<typeof combinations>[number] & { address: string | null })[] = [];
    let next = 0;
    for (const one of combinations()) {
      if (!one.second) next += 1;
      const address = { usable: pool[next] ?? '', missing: null, empty: '', damaged: `0${pool[next]?.slice(2)}` }[one.phone];
      people.push({ ...one, address });
      if (!one.second && one.suppression !== null && address) await addSuppression(product, ws, address, one.suppression);
    }
    const ids = await addPeople(
      product,
      ws,
      people.map((one) => ({ phone: one.address, consent: one.consent })),
    );
    const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
      sql<{
        contact_id: string;
        reason: string | null;
      }>`${decidedRecipients(ws.id, sql`select id from contacts`, { onePerAddress: true, purpose: 'marketing' })}`.execute(tx),
    );
    const decided = new Map(rows.map((row) => [row.contact_id, row.reason]));
    expect(decided.size).toBe(people.length);
    const taken = new Set<string>();
    for (const [index, one] of people.entries()) {
      const alone = decideSend(factsOf(one, null));
      const duplicateOf = alone.action === 'send' && one.address && taken.has(one.address) ? 'an earlier one' : null;
      const expected = decideSend(factsOf(one, duplicateOf));
      if (expected.action === 'send' && one.address) taken.add(one.address);
      const reason = 'reason' in expected ? expected.reason : null;
      expect({ ...one, reason: decided.get(ids[index] ?? '') }).toEqual({ ...one, reason });
    }
    // The table covers something: some get it, and every reason of an exclusion occurs.
    expect(new Set(decided.values())).toEqual(
      new Set([
        null,
        'no_address',
        'invalid_address',
        'no_consent',
        'consent_refused',
        'duplicate_address',
        'opted_out',
        ...suppressionKinds.filter((kind) => kind !== 'opt_out').map((kind) => `suppressed_${kind}`),
      ]),
    );
  });

  it('agrees with decideSend about countries, whichever are allowed', async () => {
    const ws = await product.workspace();
    const phones = [
      '+12025550101',
      '+17875550123',
      '+14165550123',
      '+18765550123',
      '+19005550123',
      '+447700900123',
      '+447781123456',
      '+881612345678',
    ];
    const ids = await addPeople(
      product,
      ws,
      phones.map((phone) => ({ phone })),
    );
    for (const allowedCountries of [['US'], ['CA', 'JM'], ['GB'], ['GG'], ['US', 'GB', 'PR'], []]) {
      const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
        sql<{
          contact_id: string;
          reason: string | null;
        }>`${decidedRecipients(ws.id, sql`select id from contacts`, { onePerAddress: true, purpose: 'marketing', allowedCountries })}`.execute(
          tx,
        ),
      );
      const decided = new Map(rows.map((row) => [row.contact_id, row.reason]));
      for (const [index, phone] of phones.entries()) {
        const facts = factsOf({ phone: 'usable', consent: 'yes', suppression: null, second: false, address: phone }, null);
        const address = { value: phone, valid: true, country: countryOf(phone) };
        const expected = decideSend({ ...facts, address, allowedCountries });
        expect({ phone, allowedCountries, reason: decided.get(ids[index] ?? '') }).toEqual({
          phone,
          allowedCountries,
          reason: 'reason' in expected ? expected.reason : null,
        });
      }
    }
  });

  it('agrees with decideSend about purposes: who agreed to information gets no marketing, and who agreed to all gets both', async () => {
    const ws = await product.workspace();
    const people = (['yes', 'unknown', 'no'] as const).flatMap((consent) =>
      consentPurposes.map((consentPurpose) => ({ consent, consentPurpose })),
    );
    const pool = numbers(people.length);
    const ids = await addPeople(
      product,
      ws,
      people.map(({ consent }, index) => ({ phone: pool[index] ?? '', consent })),
    );
    for (const [index, { consentPurpose }] of people.entries()) {
      await product.ctx.db.workspace(ws.id, (tx) =>
        tx
          .updateTable('contacts')
          .set({ sms_consent_purpose: consentPurpose })
          .where('id', '=', ids[index] ?? '')
          .execute(),
      );
    }
    for (const purpose of quietProfiles) {
      const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
        sql<{
          contact_id: string;
          reason: string | null;
        }>`${decidedRecipients(ws.id, sql`select id from contacts`, { onePerAddress: true, purpose })}`.execute(tx),
      );
      const decided = new Map(rows.map((row) => [row.contact_id, row.reason]));
      for (const [index, one] of people.entries()) {
        const facts = factsOf(
          { phone: 'usable', consent: one.consent, suppression: null, second: false, address: pool[index] ?? '' },
          null,
        );
        const expected = decideSend({
          ...facts,
          contact: { ...facts.contact, consentPurpose: one.consentPurpose },
          source: { ...facts.source, purpose },
        });
        const reason = 'reason' in expected ? expected.reason : null;
        expect({ ...one, purpose, reason: decided.get(ids[index] ?? '') }).toEqual({ ...one, purpose, reason });
      }
      expect([...decided.values()].includes('consent_other_purpose')).toBe(purpose === 'marketing');
    }
  });

  it('lets the second of a household have it when the first did not agree', async () => {
    const ws = await product.workspace();
    const [phone = ''] = numbers(1);
    const [, second, third] = await addPeople(product, ws, [{ phone, consent: 'no' }, { phone }, { phone }]);
    const decide = (onePerAddress: boolean) =>
      product.ctx.db.workspace(ws.id, async (tx) => {
        const people = sql<{ id: string }>`select id from contacts`;
        const { rows } = await sql<{
          contact_id: string;
          reason: string | null;
        }>`${decidedRecipients(ws.id, people, { onePerAddress, purpose: 'marketing' })}`.execute(tx);
        return Object.fromEntries(rows.map((row) => [row.contact_id, row.reason]));
      });
    expect(await decide(true)).toMatchObject({ [second ?? '']: null, [third ?? '']: 'duplicate_address' });
    expect(await decide(false)).toMatchObject({ [second ?? '']: null, [third ?? '']: null });
  });
});
