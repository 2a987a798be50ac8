-- How the messages of a lease were handed over: the sender and its rate at that moment, where receipts go, and how long the provider may try.
-- One value per lease; only what differs per message stands in it per message. Null in leases that handed nothing over.
alter table leases add column if not exists handover jsonb;

-- What the provider answered to an attempt, where that is not the plain success (those have no row), and how many attempts there may be in all.
alter table message_attempts add column if not exists answer jsonb;
alter table message_attempts add column if not exists attempts_allowed smallint;
