-- A suppression that was played in the sandbox: it holds there, and ends when the workspace goes live. What people say with their real phones
-- and what is said on pretend ones never mix.
alter table suppressions add column if not exists sandbox boolean not null default false;
