import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '../../core/src/contract/quiet-hours.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
/** How long the provider was allowed to try, of each text as it was handed over. */
const validities: (number | null)[] = [];
beforeAll(async () => {
  product = await liveProduct();
  const { outgoing } = product.ctx;
  const send = outgoing.send.bind(outgoing);
  outgoing.send = (request) => {
    const form = new URLSearchParams(request.body ?? '');
    if (form.has('Body')) validities.push(form.has('ValidityPeriod') ? Number(form.get('ValidityPeriod')) : null);
    return send(request);
  };
  await product.startWorker();
});
afterAll(() => product.close());

/** A zone whose clocks show about this hour now, so that no test waits for an hour of the day. */
function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24;
  const offset = behind > 12 ? behind - 24 : behind;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}

const setHours = async (workspace: SandboxWorkspace, change: Partial<QuietHoursSettings>) => {
  const body = { ...defaultQuietHoursSettings, in_sandbox: true, ...change };
  const answer = await workspace.as('admin').call(quietHoursApi.updateQuietHours, { body });
  if (answer.status !== 200) throw new Error(answer.text);
};

async function peopleAt(workspace: SandboxWorkspace, hours: readonly number[]): Promise<string[]> {
  const people = hours.map((_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  const ids = await addPeople(product.ctx, workspace.id, people);
  await product.ctx.db.workspace(workspace.id, async (tx) => {
    for (const [index, id] of ids.entries()) {
      await tx
        .updateTable('contacts')
        .set({ time_zone: zoneAt(hours[index] ?? 12) })
        .where('id', '=', id)
        .execute();
    }
  });
  return people.map((one) => one.phone);
}

/** What a phone got; it writes nothing but STOP. */
const textsOf = async (workspace: SandboxWorkspace, phone: string) =>
  (await workspace.phone(phone)).map((one) => one.body).filter((body) => body !== 'STOP');

test('who is up gets it before their hours end, who sleeps waits, and nobody is lost or texted twice when the hours change', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  await setHours(workspace, {});
  // Noon, three at night, and six in the evening: outside the workspace's later hours.
  const phones = await peopleAt(workspace, [12, 3, 18, 3, 12]);
  const [up = '', asleep = '', evening = ''] = phones;
  validities.length = 0;
  const id = await sendToEveryone(workspace, 'See you on Sunday.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 3, 'those who are up have it');
  expect(await textsOf(workspace, up)).toEqual(['See you on Sunday.']);
  expect(await textsOf(workspace, evening)).toEqual(['See you on Sunday.']);
  expect(await textsOf(workspace, asleep)).toEqual([]);
  // At most two to three hours are left of the evening, seven to nine of the day; what Twilio allows ends at ten.
  expect(validities).toHaveLength(3);
  expect(validities.every((one) => one !== null && one > 3_000 && one <= 9 * 3_600)).toBe(true);
  expect(Math.min(...validities.map(Number))).toBeLessThanOrEqual(3 * 3_600);
  const waiting = await progressOf(workspace, id);
  expect(waiting).toMatchObject({ state: 'sending', waiting: 2, waits: [{ n: 2, reason: 'quiet_hours' }] });
  // What waits survives a pause, and goes at once when it may: here as the people turn out to live elsewhere.
  const control = (name: 'pauseBroadcast' | 'resumeBroadcast') =>
    workspace.as('manager').call(broadcastsApi[name], { params: { broadcast_id: id } });
  await control('pauseBroadcast');
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .updateTable('contacts')
      .set({ time_zone: zoneAt(12) })
      .where('time_zone', '=', zoneAt(3))
      .execute(),
  );
  await setHours(workspace, { holidays: false, profile: 'informational' });
  await control('resumeBroadcast');
  expect(await whenOver(workspace, id, phones.length)).toMatchObject({ delivered: 5 });
  await eventually(async () => (await progressOf(workspace, id)).state === 'completed', 'the broadcast ends');
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: 5 });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
});

test('STOP is confirmed at any hour, and whoever waits is not texted after it', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  await setHours(workspace, {});
  const [asleep = ''] = await peopleAt(workspace, [3]);
  const id = await sendToEveryone(workspace, 'Good morning.');
  await eventually(async () => (await progressOf(workspace, id)).waits.length === 1, 'it waits');
  await workspace.textFrom(asleep, 'STOP');
  await eventually(async () => (await textsOf(workspace, asleep)).length === 1, 'STOP is confirmed in the night');
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .updateTable('contacts')
      .set({ time_zone: zoneAt(12) })
      .execute(),
  );
  await setHours(workspace, { profile: 'informational' });
  expect(await whenOver(workspace, id, 1)).toMatchObject({ skipped: 1, delivered: 0 });
  expect((await textsOf(workspace, asleep)).filter((body) => body === 'Good morning.')).toEqual([]);
});
