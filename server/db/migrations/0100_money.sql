-- Where a workspace may send to, what it may spend, what messages cost by forecast and in fact, and what kind of line a number is.
-- Money is in millionths of a currency.

-- One row per workspace that has set something; none means the defaults.
create table if not exists cost_settings (
  workspace_id uuid primary key references workspaces on delete cascade,
  -- ISO 3166 codes; null: the workspace's own country with its territories.
  allowed_countries text[],
  -- Bulk holds when they are reached; null: no limit. Replies still go.
  daily_limit_micros bigint check (daily_limit_micros >= 0),
  monthly_limit_micros bigint check (monthly_limit_micros >= 0),
  -- A broadcast with a forecast above this asks for confirmation of the sum.
  ask_above_micros bigint check (ask_above_micros >= 0),
  -- Whether numbers are looked up before their first message, and for how long an answer is good.
  lookups boolean not null default false,
  lookup_days int not null default 60 check (lookup_days between 1 and 365),
  updated_at timestamptz not null default now()
) with (fillfactor = 70);
call close_table('cost_settings');

-- What was spent on each day of the workspace's zone: by forecast when a message is leased, taken back when nobody got it, corrected when the
-- provider tells its price. What is played in the sandbox is counted apart.
create table if not exists spend_days (
  workspace_id uuid not null references workspaces on delete cascade,
  sandbox boolean not null,
  day date not null,
  micros bigint not null default 0,
  primary key (workspace_id, sandbox, day)
) with (fillfactor = 50);
call close_table('spend_days');

-- Bulk that waits because a limit is reached. Gone when the limit is raised or a new day or month begins.
create table if not exists spend_holds (
  workspace_id uuid not null references workspaces on delete cascade,
  sandbox boolean not null,
  period text not null check (period in ('daily', 'monthly')),
  -- What the first message that waits costs: as much must be left before reading the queue again makes sense.
  needed_micros bigint not null,
  since timestamptz not null default now(),
  primary key (workspace_id, sandbox)
);
call close_table('spend_holds');

-- Per source: what its messages were expected to cost when they were leased, and what the provider charged. Changed with the messages.
create table if not exists source_costs (
  workspace_id uuid not null references workspaces on delete cascade,
  source_id uuid not null,
  currency text not null,
  expected_micros bigint not null default 0,
  actual_micros bigint not null default 0,
  -- Messages whose price is known: of those that were handed over and did not fail, and of those that failed.
  priced int not null default 0,
  priced_failed int not null default 0,
  primary key (source_id, currency)
) with (fillfactor = 50);
call close_table('source_costs');

-- What a provider charged a workspace lately per segment, by country.
create table if not exists reported_prices (
  workspace_id uuid not null references workspaces on delete cascade,
  sandbox boolean not null,
  provider text not null,
  currency text not null,
  country text not null,
  -- The last ones, newest last, and their median.
  samples jsonb not null default '[]',
  micros bigint not null,
  reported_at timestamptz not null default now(),
  primary key (workspace_id, sandbox, provider, currency, country)
) with (fillfactor = 70);
call close_table('reported_prices');

-- Up to when the provider's list was read for prices, per connection.
create table if not exists price_reads (
  connection_id uuid primary key references connections on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  read_until timestamptz not null,
  due_at timestamptz not null default now(),
  taken_until timestamptz,
  failures int not null default 0,
  trouble text,
  ran_at timestamptz
) with (fillfactor = 50);
create index if not exists price_reads_due on price_reads (due_at);
call close_table('price_reads');

-- The forecast as it stood when somebody pressed send, or scheduled it.
alter table broadcasts add column if not exists forecast_micros bigint;
alter table broadcasts add column if not exists forecast_unpriced int;
