import { describe, expect, it } from 'vitest';
import { settleDoubt } from '../compliance/doubts.ts';
import { agreed, ask, contact, goLive, here, lane, product, questions, says } from './opt-in-testing.ts';
import { releaseDoubts } from './release-doubts.ts';

const phone = '+12025550161';
const decide = () =>
  here((tx) => settleDoubt(tx, { workspaceId: lane.workspaceId, address: phone, channel: 'sms' }, 'dismissed', 'Robin'));

describe('somebody of whom it is asked whether they meant stop', () => {
  it('is not asked whether they agree, and the request says why', async () => {
    await goLive();
    await says(phone, 'enough already');
    const id = await agreed(phone);
    await ask();
    await ask();
    expect(await questions(phone)).toEqual([]);
    expect((await contact(id)).opt_in).toMatchObject({ asked_at: null, problem: expect.stringContaining('“Meant stop?”') });
  });

  it('is asked at once when a member says that they did not mean it', async () => {
    await goLive();
    await says(phone, 'enough already');
    const id = await agreed(phone);
    await ask();
    await decide();
    await releaseDoubts(product.ctx);
    await ask();
    expect(await questions(phone)).toHaveLength(1);
    expect((await contact(id)).opt_in).toMatchObject({ problem: null });
  });

  it('does not get a question that was written before they did, until a member says', async () => {
    const id = await agreed(phone);
    await ask();
    expect(await questions(phone)).toHaveLength(1);
    await says(phone, 'enough already');
    expect(await lane.lease()).toEqual([]);
    expect((await contact(id)).opt_in?.problem).toContain('“Meant stop?”');
    await decide();
    await releaseDoubts(product.ctx);
    expect((await contact(id)).opt_in?.problem).toBeNull();
    expect(await lane.lease()).toHaveLength(1);
  });
});
