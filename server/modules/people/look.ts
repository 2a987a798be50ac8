import { type ComparedPerson, homeKey, mailKey, weighPair } from '@tidings/core/contacts/duplicate-evidence';
import { type ComparedName, comparedName, initialsKey } from '@tidings/core/contacts/person-names';
import type { Tx } from '../../db/database.ts';
import {
  type Candidate,
  type FoundPair,
  findByAddress,
  findByCommonName,
  findByKeys,
  findByName,
  type MatchPerson,
  mostOfOneName,
  pairsOnOneList,
  readMatchPeople,
  saveFound,
  saveKeys,
} from './match-store.ts';

/** More suggestions about one person than these help nobody. */
const mostPerPerson = 10;
/** A list says something only while it is small and the name is rare. */
const mostOnList = 1_000;
const mostOfRareName = 3;

interface Looked {
  readonly id: string;
  readonly person: ComparedPerson;
}

const looked = (row: MatchPerson): Looked => ({
  id: row.id,
  person: {
    name: comparedName({ first: row.first_name, last: row.last_name, full: row.full_name }),
    phones: row.phones,
    emails: row.emails,
    birthday: row.birthday,
    externalIdKey: row.id_key,
    home: homeKey(row.address_line1, row.postal_code, row.city),
  },
});

/**
 * Compares these people with all others that have anything in common with them, and keeps what was found in the place of what was known of
 * them. Memory and time follow the number of people given, not that of the workspace.
 */
export async function lookAt(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  const people = (await readMatchPeople(tx, workspaceId, ids)).map(looked);
  const keys = people.map(({ id, person: { name, emails } }) => {
    return { contactId: id, nameKey: name.words, initials: initialsKey(name), mailKey: mailKey(emails[0] ?? null) };
  });
  await saveKeys(tx, workspaceId, keys);
  const { candidates, rare } = await candidatesOf(tx, workspaceId, people);
  const byId = new Map(people.map((one) => [one.id, one]));
  const others = [...new Set(candidates.map((pair) => pair.other))].filter((id) => !byId.has(id));
  for (const row of await readMatchPeople(tx, workspaceId, others)) byId.set(row.id, looked(row));
  const onOneList = new Set((await pairsOnOneList(tx, workspaceId, rare, mostOnList)).map(keyOf));
  await saveFound(tx, workspaceId, ids, strongest(candidates, byId, onOneList));
}

const keyOf = ({ one, other }: Candidate): string => (one < other ? `${one} ${other}` : `${other} ${one}`);

/** Everybody who is worth comparing with one of these people, and of them the pairs whose name few have. */
async function candidatesOf(tx: Tx, workspaceId: string, people: readonly Looked[]) {
  const ids = people.map((one) => one.id);
  const byName = Map.groupBy(people.filter(hasName), (one) => one.person.name.words);
  const candidates: Candidate[] = [...(await findByAddress(tx, workspaceId, ids)), ...(await findByKeys(tx, workspaceId, ids))];
  const rare: Candidate[] = [];
  const common: { id: string; nameKey: string }[] = [];
  for (const { nameKey, ids: bearers } of await findByName(tx, workspaceId, [...byName.keys()])) {
    const mine = (byName.get(nameKey) ?? []).map((one) => one.id);
    if (bearers.length > mostOfOneName) common.push(...mine.map((id) => ({ id, nameKey })));
    else {
      const pairs = mine.flatMap((one) => bearers.filter((other) => other !== one).map((other) => ({ one, other })));
      candidates.push(...pairs);
      if (bearers.length <= mostOfRareName) rare.push(...pairs);
    }
  }
  if (common.length > 0) candidates.push(...(await findByCommonName(tx, workspaceId, common)));
  return { candidates, rare };
}

const hasName = (one: Looked): one is Looked & { person: { name: ComparedName & { words: string } } } =>
  one.person.name.words !== null;

const weight = { strong: 0, medium: 1, weak: 2 } as const;

/** What is worth suggesting, of each person the strongest few. */
function strongest(
  candidates: readonly Candidate[],
  byId: ReadonlyMap<string, Looked>,
  onOneList: ReadonlySet<string>,
): FoundPair[] {
  const found = new Map<string, FoundPair>();
  for (const pair of candidates) {
    const key = keyOf(pair);
    const [one, other] = [byId.get(pair.one), byId.get(pair.other)];
    if (found.has(key) || !one || !other) continue;
    const evidence = weighPair(one.person, other.person, { shareList: onOneList.has(key) });
    const [firstId = '', secondId = ''] = key.split(' ');
    if (evidence) found.set(key, { firstId, secondId, ...evidence });
  }
  const counts = new Map<string, number>();
  const count = (id: string) => counts.get(id) ?? 0;
  return [...found.values()]
    .toSorted((a, b) => weight[a.strength] - weight[b.strength])
    .filter(({ firstId, secondId }) => {
      if (count(firstId) >= mostPerPerson || count(secondId) >= mostPerPerson) return false;
      for (const id of [firstId, secondId]) counts.set(id, count(id) + 1);
      return true;
    });
}
