import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { describe, expect, it } from 'vitest';
import { addDraft } from '../broadcasts/testing.ts';
import { asleep, awake, lane, people, product } from './quiet-hours-testing.ts';

describe('the settings', () => {
  it('are strict by default, and are changed by admins alone, on record', async () => {
    const ws = await product.workspace();
    expect((await ws.as('viewer').call(quietHoursApi.getQuietHours)).body).toEqual(defaultQuietHoursSettings);
    const body = { ...defaultQuietHoursSettings, holidays: true };
    expect((await ws.as('manager').call(quietHoursApi.updateQuietHours, { body })).status).toBe(403);
    expect((await ws.as('admin').call(quietHoursApi.updateQuietHours, { body })).body).toEqual(body);
    expect((await ws.as('viewer').call(quietHoursApi.getQuietHours)).body).toEqual(body);
    const [entry] = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('audit_entries').select(['action', 'details']).where('action', '=', 'quiet_hours_changed').execute(),
    );
    expect(entry?.details).toMatchObject({ before: { holidays: false }, after: { holidays: true } });
  });

  it.each([
    ['hours that nobody may be texted in', { own: { from: '22:00', to: '23:00', days: [1] } }, 'body.own'],
    ['a time that is none', { own: { from: '25:00', to: '23:00', days: [1] } }, 'body.own.from'],
    ['no day', { own: { from: '09:00', to: '20:00', days: [] } }, 'body.own.days'],
    ['a day that is none', { own: { from: '09:00', to: '20:00', days: [8] } }, 'body.own.days'],
    ['a limit of nothing', { frequency_cap: { messages: 0, days: 7, excess: 'skip' } }, 'body.frequency_cap.messages'],
    ['a profile that is none', { profile: 'spam' }, 'body.profile'],
  ])('refuse %s, naming the field', async (_, change, field) => {
    const ws = await product.workspace();
    const body = { ...defaultQuietHoursSettings, ...change } as QuietHoursSettings;
    const answer = await ws.as('admin').call(quietHoursApi.updateQuietHours, { body });
    expect(answer.status).toBeLessThan(500);
    expect(answer.problem.errors?.map((one) => one.field).join()).toContain(field);
  });
});

describe('the forecast', () => {
  it('counts who goes now, who waits until when, who is too late and whom no hour suits', async () => {
    const { ws } = await lane();
    await people(ws, [awake, awake, asleep, asleep, asleep]);
    const draft = await addDraft(ws);
    const estimate = async (at?: string) =>
      (
        await ws.as('manager').call(broadcastsApi.estimateBroadcast, {
          params: { broadcast_id: draft.id },
          query: at === undefined ? {} : { at },
        })
      ).body.hours;
    const now = await estimate();
    expect(now).toMatchObject({ observed: true, now: 2, left_out: [], slip: 0 });
    expect(now.waiting).toMatchObject([{ n: 3, label: 'Quiet hours', local: expect.stringMatching(/T08:00$/) }]);
    // Ten hours later it is the others' night.
    expect(await estimate(new Date(Date.now() + 10 * 3_600_000).toISOString())).toMatchObject({ now: 3, waiting: [{ n: 2 }] });
    await ws.as('manager').call(broadcastsApi.updateBroadcast, {
      params: { broadcast_id: draft.id },
      body: { version: draft.version, useless_after: new Date(Date.now() + 3_600_000).toISOString() },
    });
    expect(await estimate()).toMatchObject({
      now: 2,
      left_out: [{ reason: 'expired_in_quiet_hours', n: 3 }],
      waiting: [],
    });
  });

  it('says in the sandbox that nobody waits', async () => {
    const { ws } = await lane({ in_sandbox: false });
    await people(ws, [asleep]);
    const draft = await addDraft(ws);
    const answer = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.id } });
    expect(answer.body.hours).toMatchObject({ observed: false, now: 1, waiting: [] });
  });
});
