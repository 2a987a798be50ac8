import { contactsApi } from '@tidings/core/contract/contacts';
import { peopleApi } from '@tidings/core/contract/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { joinList } from '../compliance/join-list.ts';
import { importCsv, mappingOf } from '../imports/testing.ts';
import { merged, unmerged } from '../people/testing.ts';
import { ConsentLane } from './consent-testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const numbers = ['+12025550121', '+12025550122', '+12025550123', '+12025550124'] as const;

/** What a person said, kept apart from the product: for which numbers they agreed, and that they said no. */
interface Said {
  refused: boolean;
  yes: Set<string>;
}

/** Numbers as good as random, the same for the same seed. */
function dice(seed: number) {
  let state = seed;
  return <T>(some: readonly T[]): T => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return some[Math.floor((state / 2 ** 32) * some.length)] as T;
  };
}

/** People who agree, withdraw, get other numbers, are imported, merged and made two again, with what each of them said. */
class Random {
  readonly lane: ConsentLane;
  readonly pick: ReturnType<typeof dice>;
  readonly said = new Map<string, Said>();
  readonly log: string[] = [];
  merge: { id: string; kept: string; other: string; keptBefore: Said; since: [string, string | null][] } | null = null;

  constructor(lane: ConsentLane, seed: number) {
    this.lane = lane;
    this.pick = dice(seed);
  }

  update = async (id: string, body: object) => {
    const answer = await this.lane.as('manager').call(contactsApi.updateContact, { params: { contact_id: id }, body });
    expect(answer.problem?.detail ?? answer.status, this.log.join('\n')).toBe(200);
    return answer.body;
  };

  word(id: string, address: string | null): void {
    const { yes } = this.said.get(id) ?? { yes: new Set() };
    this.said.set(id, address === null ? { refused: true, yes: new Set() } : { refused: false, yes: new Set([...yes, address]) });
    if (this.merge?.kept === id) this.merge.since.push([id, address]);
  }

  /** One thing that happens to somebody who is there. */
  async step(): Promise<void> {
    const gone = this.merge?.other;
    const id = this.pick([...this.said.keys()].filter((one) => one !== gone));
    const { phones, phone } = await this.lane.numbersOf(id);
    const theirs = this.pick(phones);
    const any = this.pick(numbers);
    const deed = this.pick(['agree', 'agree', 'join', 'no', 'prefer', 'edit', 'along', 'import', 'merge', 'undo'] as const);
    this.log.push(`${deed} ${id.slice(-4)} of ${phones.map((one) => one.slice(-1))} at ${theirs?.slice(-1)} or ${any.slice(-1)}`);
    if (deed === 'agree') {
      await this.update(id, { sms_consent: { consent: 'yes', phone: theirs } });
      this.word(id, theirs);
    } else if (deed === 'join') {
      await this.join(id, theirs);
      this.word(id, theirs);
    } else if (deed === 'no') {
      await this.update(id, { sms_consent: { consent: 'no' } });
      this.word(id, null);
    } else if (deed === 'prefer') {
      await this.lane
        .as('manager')
        .call(peopleApi.preferAddress, { params: { contact_id: id }, body: { kind: 'phone', value: theirs } });
    } else if (deed === 'edit') await this.update(id, { phones: [...new Set([any, theirs])] });
    else if (deed === 'along' && phone !== null && any !== phone && this.said.get(id)?.yes.has(phone)) {
      await this.update(id, { phones: [...new Set([any, phone])], consent_goes_along: { reason: 'their new number' } });
      this.word(id, any);
    } else if (deed === 'import') await this.imported(id, any);
    else if (deed === 'merge' && this.merge === null) await this.mergeTwo(id);
    else if (deed === 'undo' && this.merge !== null) await this.separate(this.merge);
  }

  join(contactId: string, address: string) {
    const { workspaceId, listId } = this.lane;
    const how = { source: 'keyword', purpose: 'all', wording: 'Text GALA', method: 'Texted', evidence: {} } as const;
    return this.lane.here((tx) =>
      joinList(tx, { workspaceId, contactId, address, listId, ...how, asksYes: false, sandbox: false }),
    );
  }

  /** A row of a file that says yes, for its own number. */
  async imported(id: string, number: string): Promise<void> {
    const existing = this.pick(['fill_gaps', 'update', 'skip'] as const);
    const { external_id: externalId } = await this.lane.numbersOf(id);
    const options = { consent: { kind: 'column' }, existing, match_by: ['phone'] } as never;
    const mapping = mappingOf(['external_id', 'phone', 'consent'], options);
    // Nobody who said no here, or shares the number with somebody who did, is opted in by a file.
    const others = await this.lane.here((tx) =>
      tx
        .selectFrom('contact_addresses as a')
        .innerJoin('contacts as c', 'c.id', 'a.contact_id')
        .select('c.id')
        .where('a.value', '=', number)
        .where('c.sms_consent', '=', 'no')
        .execute(),
    );
    await importCsv(product, this.lane.ws, `Id,Phone,OK\n${externalId},${number},yes\n`, mapping);
    if (existing !== 'skip' && !this.said.get(id)?.refused && others.length === 0) this.word(id, number);
  }

  async mergeTwo(kept: string): Promise<void> {
    const other = this.pick([...this.said.keys()].filter((one) => one !== kept));
    const [ours, theirs] = [this.said.get(kept), this.said.get(other)];
    if (!ours || !theirs) return;
    const { merge_id: id } = await merged(this.lane.ws, kept, other, this.pick([[], ['phone']]));
    const refused = ours.refused || theirs.refused;
    this.merge = { id, kept, other, keptBefore: ours, since: [] };
    this.said.set(kept, { refused, yes: new Set(refused ? [] : [...ours.yes, ...theirs.yes]) });
  }

  /** What was said since counts for whose number it was about; a no for both. */
  async separate({ id, kept, other, keptBefore, since }: NonNullable<Random['merge']>): Promise<void> {
    await unmerged(this.lane.ws, id);
    this.merge = null;
    const left = await this.lane.numbersOf(kept);
    const theirs = await this.lane.numbersOf(other);
    const own = theirs.phones.filter((number) => !left.phones.includes(number));
    const before = this.said.get(other);
    this.said.set(kept, keptBefore);
    if (before) this.said.set(other, before);
    for (const [, address] of since) {
      if (address === null || !own.includes(address)) this.word(kept, address);
      if (address === null || own.includes(address)) this.word(other, address);
    }
  }

  /** Nobody is planned or leased to a number without a yes of its own, and everybody is who has one. */
  async check(): Promise<void> {
    for (const [id, said] of this.said) {
      if (id === this.merge?.other) continue;
      const { phones, phone } = await this.lane.numbersOf(id);
      const agreed = phones.filter((number) => said.yes.has(number));
      const planned = phone !== null && said.yes.has(phone) ? phone : null;
      expect(await this.lane.reached(id), this.log.join('\n')).toEqual({ planned, leased: agreed.toSorted() });
    }
  }
}

it.each([11, 12, 13, 14, 15, 16])(
  'nobody is reached at a number without a yes of its own, whatever happens (%i)',
  async (seed) => {
    const random = new Random(await ConsentLane.open(product), seed);
    for (const [at, number] of numbers.slice(0, 3).entries()) {
      // Names in common, so that nothing tells them apart but what they are called by.
      const id = await random.lane.person([number], undefined, { external_id: `P-${at}` });
      random.said.set(id, { refused: false, yes: new Set() });
    }
    for (let round = 0; round < 24; round += 1) {
      await random.step();
      if (round % 3 === 2) await random.check();
    }
    await random.check();
  },
  240_000,
);
