-- A correction goes to exactly those whom an earlier broadcast reached: how often a person may be texted does not hold it back, or the wrong
-- text would be all they have.
alter table message_sources add column if not exists correction boolean not null default false;
