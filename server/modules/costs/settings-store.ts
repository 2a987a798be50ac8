import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { CostSettingsTable } from '../../db/tables/costs.ts';

export type CostSettings = Omit<Selectable<CostSettingsTable>, 'workspace_id' | 'updated_at'>;

const defaults: CostSettings = {
  allowed_countries: null,
  daily_limit_micros: null,
  monthly_limit_micros: null,
  ask_above_micros: null,
  lookups: false,
  lookup_days: 60,
};

/** The settings, or the defaults while nobody has set anything. */
export async function readCostSettings(tx: Tx, workspaceId: string): Promise<CostSettings> {
  const row = await tx
    .selectFrom('cost_settings')
    .select(['allowed_countries', 'daily_limit_micros', 'monthly_limit_micros', 'ask_above_micros', 'lookups', 'lookup_days'])
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row ?? defaults;
}

export async function writeCostSettings(tx: Tx, workspaceId: string, settings: CostSettings): Promise<void> {
  await tx
    .insertInto('cost_settings')
    .values({ workspace_id: workspaceId, ...settings })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet({ ...settings, updated_at: sql<Date>`now()` }))
    .execute();
}

/** What decides over countries and money, as committed now. Money is in millionths. */
export interface CostFacts {
  readonly country: string;
  readonly mode: 'sandbox' | 'live';
  readonly allowedCountries: string[] | null;
  readonly dailyLimit: number | null;
  readonly monthlyLimit: number | null;
  readonly askAbove: number | null;
  /** Today in the workspace's zone, `YYYY-MM-DD`. */
  readonly day: string;
  readonly spentToday: number;
  readonly spentMonth: number;
}

/** Read in one statement, since every lease does. `sandbox` says which world's spending counts. */
export async function readCostFacts(tx: Tx, workspaceId: string, sandbox: boolean): Promise<CostFacts> {
  const { rows } = await sql<CostFacts>`
    select w.country, w.mode, c.allowed_countries as "allowedCountries", c.daily_limit_micros as "dailyLimit",
      c.monthly_limit_micros as "monthlyLimit", c.ask_above_micros as "askAbove", d.day::text as day,
      coalesce((select s.micros from spend_days s where s.workspace_id = w.id and s.sandbox = ${sandbox} and s.day = d.day), 0) as "spentToday",
      coalesce((select sum(s.micros) from spend_days s where s.workspace_id = w.id and s.sandbox = ${sandbox}
        and s.day between date_trunc('month', d.day)::date and d.day), 0) as "spentMonth"
    from workspaces w left join cost_settings c on c.workspace_id = w.id
    cross join lateral (select (clock_timestamp() at time zone w.time_zone)::date as day) d
    where w.id = ${workspaceId}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('The workspace is gone.');
  return row;
}
