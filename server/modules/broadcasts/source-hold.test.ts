import type { Audience } from '@tidings/core/contract/audience';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { sourcesApi } from '@tidings/core/contract/sources';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestProduct } from '../../testing/product.ts';
import { people } from '../imports/testing.ts';
import { answering, type FakeGoogle, SourceDriver, withGoogle } from '../sources/testing.ts';
import { planBroadcast } from './plan.ts';
import { listsIn, waitsForItsSources } from './source-hold.ts';
import { findBroadcast } from './store.ts';
import { addSender } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterEach(() => {
  google.next.length = 0;
});
afterAll(() => product.close());

const header = ['Name', 'Phone', 'Opt in'];
const row = (n: number, consent = 'yes') => [`Person ${n}`, `202-555-01${String(n).padStart(2, '0')}`, consent];

/** A list in step with three people, a sender, and a broadcast to the list. */
async function scene(settings: object = {}) {
  const ws = await product.workspace();
  const one = new SourceDriver(product, ws);
  google.rows = [header, row(1), row(2), row(3)];
  await one.connect({ kind: 'csv_url', address: `${google.url}/pub`, ...settings });
  await one.bringIn(['full_name', 'phone', 'consent']);
  await addSender(product, ws);
  const audience = { include: [{ kind: 'list' as const, id: one.listId }] };
  const made = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { name: 'News', body: 'Hello', audience } });
  const params = { broadcast_id: made.body.id };
  return {
    ws,
    one,
    params,
    send: () => ws.as('manager').call(broadcastsApi.sendBroadcast, { params, body: { version: made.body.version } }),
    plan: () => product.ctx.db.workspace(ws.id, (tx) => planBroadcast(tx, ws.id, made.body.id)),
    progress: async () => (await ws.as('manager').call(broadcastsApi.getBroadcastProgress, { params })).body,
    settle: (answer: 'sync_again' | 'send_anyway') =>
      ws.as('manager').call(broadcastsApi.settleSourceHold, { params, body: { answer } }),
    age: (minutes: number) =>
      product.ctx.db.workspace(ws.id, (tx) =>
        sql`update list_sources set last_synced_at = now() - make_interval(mins => ${minutes})`.execute(tx),
      ),
  };
}

describe('a broadcast to a list with a source', () => {
  it('goes at once while the last sync is young enough, or when nobody wants it synced first', async () => {
    const young = await scene({ fresh_minutes: 60 });
    await young.age(59);
    expect((await young.send()).body).toMatchObject({ state: 'sending', planned: 3 });
    const never = await scene({ fresh_minutes: null });
    await never.age(100_000);
    expect((await never.send()).body).toMatchObject({ state: 'sending' });
  });

  it('is held while the list is synced, and goes to those whom the sheet names then', async () => {
    const { send, plan, progress, age, one } = await scene({ fresh_minutes: 60, on_removed: 'take_off' });
    await age(61);
    google.rows = [header, row(1), row(2, 'no'), row(4), row(5)];
    expect((await send()).body).toMatchObject({ state: 'planning', planned: 0 });
    expect((await progress()).source_hold).toMatchObject({ stuck: false, sources: [{ list_name: 'Members', state: 'syncing' }] });
    expect(await plan()).toBe('syncing');
    expect(await one.run()).toMatchObject({ trigger: 'broadcast', state: 'completed' });
    expect(await plan()).toBe('planned');
    const { counts, reasons, source_hold: hold } = await progress();
    expect(hold).toBeNull();
    expect([counts.queued, counts.skipped, reasons.map(({ reason, n }) => [reason, n])]).toMatchObject([
      3,
      1,
      [[expect.any(String), 1]],
    ]);
  });

  it('says why it waits when the sync fails, and syncs again when somebody says so', async () => {
    const { send, plan, progress, settle, age, one } = await scene({ fresh_minutes: 0 });
    await age(0);
    google.next.push(answering(404));
    await send();
    await one.run();
    expect(await plan()).toBe('syncing');
    const { state, source_hold: hold } = await progress();
    expect(state).toBe('planning');
    expect(hold).toMatchObject({
      stuck: true,
      sources: [{ state: 'failed', words: expect.stringMatching(/is not there \(404\)/) }],
    });
    expect(await plan(), 'it does not try for ever').toBe('syncing');
    expect((await one.latest()).state).toBe('failed');
    expect((await settle('sync_again')).status).toBe(200);
    await one.run();
    expect(await plan()).toBe('planned');
    expect((await settle('send_anyway')).status).toBe(409);
  });

  it('is sent with the list as it is when somebody says so, and that is on record', async () => {
    const { send, plan, progress, settle, age, one, ws } = await scene({ fresh_minutes: 60 });
    await age(61);
    google.next.push(answering(403));
    await send();
    await one.run();
    expect(
      (
        await ws.as('viewer').call(broadcastsApi.settleSourceHold, {
          params: { broadcast_id: (await progress()).id },
          body: { answer: 'send_anyway' },
        })
      ).status,
    ).toBe(403);
    expect((await settle('send_anyway')).status).toBe(200);
    expect(await plan()).toBe('planned');
    const activity = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('audit_entries').select('action').where('action', '=', 'broadcast_sent_without_sync').execute(),
    );
    expect(activity).toHaveLength(1);
  });

  it('waits for whoever must look at a sheet that is suddenly empty', async () => {
    const { send, plan, progress, age, one } = await scene({ fresh_minutes: 60 });
    await age(61);
    google.rows = [header];
    await send();
    await one.run();
    expect(await plan()).toBe('syncing');
    expect((await progress()).source_hold).toMatchObject({ stuck: true, sources: [{ state: 'review' }] });
    await one.answer('reject');
    expect((await progress()).source_hold).toMatchObject({
      stuck: true,
      sources: [{ state: 'failed', words: 'The sync was dropped.' }],
    });
  });

  it('can be cancelled while it waits, and is not held up by a source that was removed', async () => {
    const held = await scene({ fresh_minutes: 60 });
    await held.age(61);
    await held.send();
    expect((await held.ws.as('manager').call(broadcastsApi.cancelBroadcast, { params: held.params })).body.state).toBe(
      'cancelled',
    );
    const freed = await scene({ fresh_minutes: 60 });
    await freed.age(61);
    await freed.send();
    await freed.ws.as('manager').call(sourcesApi.removeSource, { params: { source_id: freed.one.sourceId } });
    expect(await freed.plan()).toBe('planned');
  });

  it('waits for the list of a saved audience, too', async () => {
    const { ws, one, age } = await scene({ fresh_minutes: 60 });
    await age(61);
    const rules = { version: 1, match: 'all', rules: [{ kind: 'list', op: 'on', id: one.listId }] } as const;
    const saved = await ws.as('manager').call(savedAudiencesApi.createAudience, { body: { name: 'Members', rules } });
    const audience = { include: [{ kind: 'audience' as const, id: saved.body.id }] };
    const made = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { name: 'News', body: 'Hello', audience } });
    const params = { broadcast_id: made.body.id };
    await ws.as('manager').call(broadcastsApi.sendBroadcast, { params, body: { version: made.body.version } });
    const { source_hold: hold } = (await ws.as('manager').call(broadcastsApi.getBroadcastProgress, { params })).body;
    expect(hold).toMatchObject({ sources: [{ list_name: 'Members', state: 'syncing' }] });
  });

  it('waits for the sheet of whoever is reached, however they were chosen', async () => {
    const { ws, one, age, send, plan, params: first } = await scene({ fresh_minutes: 60 });
    await send();
    await plan();
    await age(61);
    const manager = ws.as('manager');
    const { id: tag } = (await manager.call(tagsApi.createTag, { body: { name: 'Friends' } })).body;
    const ids = (await people(product, ws)).map((person) => person.id);
    const outside = (
      await manager.call(contactsApi.createContact, { body: { first_name: 'Zoe', phones: ['2025550199'] } as never })
    ).body.id;
    await manager.call(contactsApi.changeContacts, {
      body: { target: { ids: ids.slice(0, 1) }, action: { kind: 'add_tag', tag_id: tag } } as never,
    });
    const holdOf = async (include: Audience['include']) => {
      const audience = { include, exclude: [] };
      const made = await manager.call(broadcastsApi.createBroadcast, { body: { name: 'News', body: 'Hello', audience } });
      return product.ctx.db.workspace(ws.id, async (tx) => {
        const broadcast = await findBroadcast(tx, ws.id, made.body.id);
        return broadcast !== undefined && waitsForItsSources(tx, broadcast);
      });
    };
    expect(await holdOf([{ kind: 'everyone' }])).toBe(true);
    expect(await holdOf([{ kind: 'tag', id: tag }])).toBe(true);
    expect(await holdOf([{ kind: 'contacts', ids: ids.slice(0, 1) }])).toBe(true);
    expect(await holdOf([{ kind: 'missed', broadcast_id: first.broadcast_id }]), 'the list of the broadcast before').toBe(true);
    expect(await holdOf([{ kind: 'contacts', ids: [outside] }]), 'no sheet has them').toBe(false);
    expect((await one.latest()).trigger).toBe('broadcast');
  });

  it('goes through by itself in a worker', async () => {
    const { send, progress, age } = await scene({ fresh_minutes: 60 });
    await age(61);
    google.rows = [header, row(1), row(2), row(3), row(6)];
    await send();
    const stop = await product.startWorker();
    await eventually(async () => (await progress()).planned === 4, 'it is synced and planned');
    await stop();
  });

  it('finds lists wherever an audience names them', () => {
    const filter = {
      rules: {
        version: 1,
        match: 'any',
        rules: [
          { kind: 'list', op: 'on', id: 'c' },
          { match: 'all', rules: [{ kind: 'list', op: 'not_on', id: 'd' }] },
          { kind: 'entry', id: 'f', field: 'status', op: 'is', value: 'registered' },
        ],
      },
    };
    const audience = {
      include: [
        { kind: 'list', id: 'a' },
        { kind: 'tag', id: 't' },
        { kind: 'search', filter: { list_id: 'b', ...filter } },
      ],
      exclude: [{ kind: 'list', id: 'e' }],
    };
    expect(listsIn(audience).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});
