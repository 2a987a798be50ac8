-- What a consent is for: informational texts, or all of them, marketing too. Whoever agreed before purposes were told apart agreed to all.
alter table contacts add column if not exists sms_consent_purpose text not null default 'all'
  constraint contacts_consent_purpose check (sms_consent_purpose in ('informational', 'all'));
alter table consent_events add column if not exists purpose text not null default 'all'
  constraint consent_events_purpose check (purpose in ('informational', 'all'));

-- What a broadcast is for; null for what the workspace says of itself (its profile of quiet hours).
alter table broadcasts add column if not exists purpose text
  constraint broadcasts_purpose check (purpose in ('marketing', 'informational', 'patient'));
-- The same as it was when it was sent.
alter table message_sources add column if not exists purpose text not null default 'marketing'
  constraint message_sources_purpose check (purpose in ('marketing', 'informational', 'patient'));
