-- Segments that a sender has used of its daily cap, and on which day. Carriers renew daily caps at midnight Pacific time (T-Mobile; twilio.md
-- section 10), so that is where the day of every cap begins.
alter table senders add column if not exists cap_day date;
alter table senders add column if not exists cap_used int not null default 0;
