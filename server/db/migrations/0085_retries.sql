-- A message that failed in passing after the provider took it goes back to the queue. Its next attempt has a provider id of its own; the ids of
-- attempts that are over stand here, so that a late receipt of one of them is told apart under the same row lock (I4). Null for nearly all.
alter table messages add column if not exists past_provider_ids text[];

-- The attempt's own id at the provider.
alter table message_attempts add column if not exists provider_id text;

-- What waits for another attempt, by source. A message that is handed over at its first attempt is never in it.
create index if not exists outbox_retries on outbox (source_id, due_at) where status = 'queued' and attempts > 0;

-- Completed broadcasts of the last days, to find those of which something waits again.
create index if not exists broadcasts_finished on broadcasts (finished_at) where state = 'completed';
