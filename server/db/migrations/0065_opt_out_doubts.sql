-- Texts that may have meant "stop" (compliance/opt-out-intent), one open question per address. While it is open and its time has not come, nothing
-- in bulk goes to the address. Decided by a member, by the person themselves (STOP, START), or by time. Kept as evidence.
create table if not exists opt_out_doubts (
  id uuid primary key default new_id(),
  workspace_id uuid not null references workspaces on delete cascade,
  contact_id uuid references contacts on delete set null,
  channel text not null check (channel in ('sms', 'email', 'voice', 'voicemail')),
  address text not null,
  -- The last text that raised the doubt, what the person wrote, and the rule that doubted.
  message_id uuid not null,
  body text not null,
  rule text not null,
  language text not null check (language in ('en', 'es')),
  -- How many of their texts were doubtful since it was asked.
  texts int not null default 1,
  sandbox boolean not null default false,
  asked_at timestamptz not null,
  -- To the millisecond, as messages are put off until then and found again by it.
  holds_until timestamptz not null,
  decided_at timestamptz,
  decision text check (decision in ('opted_out', 'dismissed', 'answered', 'lapsed')),
  decided_by text,
  -- When what waited was put back into its turn.
  released_at timestamptz,
  check ((decided_at is null) = (decision is null))
);
create unique index if not exists opt_out_doubts_open on opt_out_doubts (workspace_id, address, channel) where decided_at is null;
create index if not exists opt_out_doubts_by_contact on opt_out_doubts (contact_id, id desc) where contact_id is not null;
create index if not exists opt_out_doubts_unreleased on opt_out_doubts (holds_until) where released_at is null;
call close_table('opt_out_doubts');
