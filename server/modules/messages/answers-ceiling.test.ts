import { joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import { listsApi } from '@tidings/core/contract/lists';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { processInbound } from './inbound.ts';
import { answers, as, here, product, says, store } from './opt-in-testing.ts';

const phone = '+12025550171';
const texts = async (body: string, times: number) => {
  for (let n = 0; n < times; n += 1) await says(phone, body);
};
const written = () =>
  here((tx) => tx.selectFrom('messages').select('id').where('direction', '=', 'in').where('address', '=', phone).execute());
const unread = () => here((tx) => tx.selectFrom('conversations').select('unread').executeTakeFirstOrThrow());
/** As if the answers so far had been given so many hours ago. */
const age = (hours: number) =>
  here((tx) =>
    sql`update messages set created_at = created_at - make_interval(hours => ${hours}) where source = 'answer'`.execute(tx),
  );

describe('answers that go out by themselves', () => {
  it('to HELP are three an hour and ten a day for a phone; what it wrote is kept, and waits for a person', async () => {
    await texts('HELP', 2);
    expect(await unread()).toEqual({ unread: 0 });
    await texts('HELP', 10);
    expect(await answers(phone)).toHaveLength(3);
    expect(await written()).toHaveLength(12);
    expect(await unread()).toEqual({ unread: 9 });
    await says('+12025550172', 'HELP');
    expect(await answers('+12025550172')).toHaveLength(1);
    for (let round = 0; round < 4; round += 1) {
      await age(2);
      await texts('HELP', 4);
    }
    expect(await answers(phone)).toHaveLength(10);
    await age(24);
    await texts('HELP', 4);
    expect(await answers(phone)).toHaveLength(13);
  });

  it('to HELP are no more when the texts come at the same moment', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => store(phone, 'HELP')));
    await Promise.all(ids.map((id) => processInbound(product.ctx, id ?? '')));
    expect(await answers(phone)).toHaveLength(3);
  });

  it('to keywords of the workspace are counted together, beside those to HELP and START', async () => {
    const list = await as().call(listsApi.createList, { body: { name: 'Gala' } });
    for (const word of ['Gala', 'Fete'])
      await as().call(joinKeywordsApi.createJoinKeyword, {
        body: { word, list_id: list.body.id, wording: `Text ${word} to get news. Up to 4 texts a month.` },
      });
    for (let n = 0; n < 3; n += 1) {
      await texts('Gala', 1);
      await texts('Fete', 1);
    }
    expect(await answers(phone)).toHaveLength(3);
    await texts('HELP', 5);
    await texts('START', 5);
    expect(await answers(phone)).toHaveLength(9);
  });

  it('to STOP are as they were: one for each time that somebody opts out', async () => {
    await texts('HELP', 5);
    await texts('STOP', 3);
    expect(await answers(phone)).toHaveLength(4);
  });
});
