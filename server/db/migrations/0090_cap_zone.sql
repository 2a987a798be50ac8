-- The day that a sender's daily cap counts in begins at this hour of this zone. T-Mobile's, the usual one in the United States, begins at
-- midnight Pacific time (0060); others say when theirs does.
alter table senders add column if not exists cap_zone text not null default 'America/Los_Angeles';
alter table senders add column if not exists cap_hour smallint not null default 0 check (cap_hour between 0 and 23);
