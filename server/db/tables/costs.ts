import type { ColumnType, Generated } from 'kysely';
import type { MadeTime, Maybe, MaybeTime, Time } from './columns.ts';

export interface CostSettingsTable {
  workspace_id: string;
  allowed_countries: Maybe<string[]>;
  daily_limit_micros: Maybe<number>;
  monthly_limit_micros: Maybe<number>;
  ask_above_micros: Maybe<number>;
  lookups: Generated<boolean>;
  lookup_days: Generated<number>;
  updated_at: MadeTime;
}

export interface SpendDaysTable {
  workspace_id: string;
  sandbox: boolean;
  /** A date without time: read as text `YYYY-MM-DD`. */
  day: string;
  micros: Generated<number>;
}

export interface SpendHoldsTable {
  workspace_id: string;
  sandbox: boolean;
  period: 'daily' | 'monthly';
  needed_micros: number;
  since: MadeTime;
}

export interface SourceCostsTable {
  workspace_id: string;
  source_id: string;
  currency: string;
  expected_micros: Generated<number>;
  actual_micros: Generated<number>;
  priced: Generated<number>;
  priced_failed: Generated<number>;
}

export interface ReportedPricesTable {
  workspace_id: string;
  sandbox: boolean;
  provider: string;
  currency: string;
  country: string;
  samples: ColumnType<number[], string | undefined, string>;
  micros: number;
  reported_at: MadeTime;
}

export interface PriceReadsTable {
  connection_id: string;
  workspace_id: string;
  read_until: Time;
  due_at: MadeTime;
  taken_until: MaybeTime;
  failures: Generated<number>;
  trouble: Maybe<string>;
  ran_at: MaybeTime;
}

export interface NumberLookupsTable {
  workspace_id: string;
  address: string;
  provider: string;
  line_type: string;
  carrier: Maybe<string>;
  looked_up_at: MadeTime;
}

export interface LookupRunsTable {
  broadcast_id: string;
  workspace_id: string;
  total: number;
  done: Generated<number>;
  failed: Generated<number>;
  landlines: Generated<number>;
  cost_micros: Generated<number>;
  trouble: Maybe<string>;
  started_at: MadeTime;
  taken_until: MaybeTime;
  finished_at: MaybeTime;
}
