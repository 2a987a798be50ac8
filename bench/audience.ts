import type { AudienceRule, AudienceRules } from '@tidings/core/contract/audience-rules';
import type { ContactFilter } from '@tidings/core/contract/contact-filter';
import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { countPeopleOf, countRules } from '../server/modules/audiences/count-rules.ts';
import { resolveFilter } from '../server/modules/contacts/filter-store.ts';
import { countContacts, listContacts } from '../server/modules/contacts/list-store.ts';
import { type BenchPeople, makePeople, phoneOf } from './audience-people.ts';
import { benchInstallation, type Figure, printFigures } from './harness.ts';

/** Long enough that every count is exact. */
const noHurryMs = 60_000;

/**
 * `audience [contacts] [runs]`: ten usual filters over 1,000,000 people (count, first page, and what the builder shows), and the list of
 * contacts with its search by name and number. Everything through the functions that the API calls; p95 of the runs, the first included, and
 * the median, which says more on a machine that is shared.
 */
export async function run(args: readonly string[]): Promise<void> {
  const people = Number(args[0] ?? 1_000_000);
  const runs = Number(args[1] ?? 20);
  const installation = await benchInstallation();
  try {
    const made = await makePeople(installation.ctx, people);
    printFigures(`Audiences over ${people.toLocaleString('en')} people`, await measure(installation.ctx, made, runs));
  } finally {
    await installation.close();
  }
}

/** Ten usual filters. */
export function usualFilters({
  smallTag,
  largeTag,
  list,
  broadcastId,
}: BenchPeople): readonly (readonly [string, AudienceRules])[] {
  const all = (...rules: AudienceRule[]): AudienceRules => ({ version: 1, match: 'all', rules });
  return [
    ['tag of one in a hundred', all({ kind: 'tag', op: 'has', id: smallTag })],
    ['list, joined within 30 days', all({ kind: 'list', op: 'on', id: list, joined_days: 30 })],
    [
      'city, or one of two languages',
      any(field('city', 'is', 'Salem'), { kind: 'field', field: 'language', op: 'is_any_of', values: ['es', 'fr'] }),
    ],
    ['shoe size over 45', all(field('custom.shoe_size', 'more', 45))],
    [
      'birthday this week, can be texted',
      all({ kind: 'field', field: 'birthday', op: 'day_is_this_week' }, { kind: 'can_text', is: true }),
    ],
    [
      'agreed, not the tag of one in five',
      all({ kind: 'consent', channel: 'sms', is: 'yes' }, { kind: 'tag', op: 'has_not', id: largeTag }),
    ],
    ['texted in the last 30 days', all({ kind: 'activity', what: 'texted', is: true, days: 30 })],
    ['never replied, on the list', all({ kind: 'activity', what: 'replied', is: false }, { kind: 'list', op: 'on', id: list })],
    ['failed in a broadcast', all({ kind: 'broadcast', id: broadcastId, is: 'among', states: ['failed'] })],
    [
      'nested: added lately, and a tag or a team, not opted out',
      all(
        { kind: 'field', field: 'created_at', op: 'in_last_days', days: 90 },
        { kind: 'group', match: 'any', rules: [{ kind: 'tag', op: 'has', id: largeTag }, field('custom.team', 'is', 'Red')] },
        { kind: 'group', match: 'none', rules: [{ kind: 'suppressed', channel: 'sms', is: true }] },
      ),
    ],
  ];
}

const field = (name: string, op: 'is' | 'more', value: string | number): AudienceRule => ({
  kind: 'field',
  field: name,
  op,
  value,
});
const any = (...rules: AudienceRule[]): AudienceRules => ({ version: 1, match: 'any', rules });

/** What most filters cannot do without: reading every person once. Counts say more beside it than beside the goal when others use the machine. */
async function bareScan(ctx: Context, workspaceId: string): Promise<void> {
  await ctx.db.workspace(workspaceId, async (tx) => {
    await sql`select count(*) from contacts where workspace_id = ${workspaceId} and deleted_at is null and city = 'Nowhere'`.execute(
      tx,
    );
  });
}

export async function measure(ctx: Context, people: BenchPeople, runs: number): Promise<Figure[]> {
  const { workspaceId } = people;
  const figures: Figure[] = [];
  const note = async (what: string, limit: number | undefined, work: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let n = 0; n < runs; n += 1) {
      const begun = performance.now();
      await work();
      times.push(performance.now() - begun);
    }
    times.sort((a, b) => a - b);
    const value = times[Math.ceil(runs * 0.95) - 1] ?? 0;
    figures.push({
      what: `${what}, median ${Math.round(times[Math.floor(runs / 2)] ?? 0)}`,
      value,
      unit: 'ms',
      ...(limit === undefined ? {} : { limit: { what: 'the goal', value: limit, wanted: 'at most 1.0' } }),
    });
  };
  const page = (filter: ContactFilter, sort: 'name' | '-added') => () =>
    ctx.db.workspace(workspaceId, async (tx) =>
      listContacts(tx, await resolveFilter(tx, workspaceId, filter), { sort, limit: 50 }),
    );
  const counted = (filter: ContactFilter) => () =>
    ctx.db.workspace(workspaceId, async (tx) => countContacts(tx, await resolveFilter(tx, workspaceId, filter), 10_000));
  await note('a bare look at everybody, one column compared', undefined, () => bareScan(ctx, workspaceId));
  for (const [what, rules] of usualFilters(people)) {
    const { count } = await countPeopleOf(ctx, workspaceId, rules, 'bench', noHurryMs);
    const name = `${what} (${count.toLocaleString('en')})`;
    await note(`count: ${name}`, 300, () => countPeopleOf(ctx, workspaceId, rules, 'bench', noHurryMs));
    await note('  first page by name', undefined, page({ rules }, 'name'));
    await note('  what the builder shows at first, with ten people', undefined, () =>
      countRules(ctx, workspaceId, { rules, sample: 10, wait: false }),
    );
  }
  const number = phoneOf(12_345).slice(-7);
  const searches: [string, ContactFilter][] = [
    ['list, unfiltered', {}],
    ['search by name', { search: 'chloe alvarez' }],
    ['search by part of a rare name', { search: 'ff1a' }],
    ['search by a full number', { search: `(200) ${number.slice(0, 3)}-${number.slice(3)}` }],
    ['search by the end of a number', { search: number }],
    ['search that finds nobody', { search: 'qqzzx' }],
  ];
  for (const [what, filter] of searches) {
    await note(`${what}, by name`, 50, page(filter, 'name'));
    await note(`${what}, count`, 50, counted(filter));
  }
  return figures;
}
