-- A yes is given for a number (47 CFR 64.1200(f)(9)), not for whatever number its person has later: sms_agreed holds each number for which a
-- yes stands, with what it is for. '' stands for a yes given when no number was on record: it holds for none. A no is the person's, for all
-- numbers, and ends every yes. sms_consent and sms_consent_purpose are what follows for the preferred number, so that planning, lists and
-- counts read one column; a trigger makes them follow whatever changed (number, word or set), and a constraint holds them to it.
alter table contacts add column if not exists sms_agreed jsonb not null default '{}';

-- The consents before an import, for its undoing; null where it was made before numbers were told apart.
alter table import_changes add column if not exists was_agreed jsonb;

-- The same numbers agreed to more: nobody who agreed to all loses that.
create or replace function sms_agreed_also(agreed jsonb, numbers text[], purpose text) returns jsonb language sql immutable parallel safe as $$
  select agreed || coalesce((select jsonb_object_agg(n, purpose) from unnest(numbers) n where agreed ->> n is distinct from 'all'), '{}')
$$;

-- What counts, in this order: an explicit no; a set of numbers that was written; a word that was written, which is about the preferred number
-- (a yes) or about all (a no, or "not asked"); another preferred number, which has its own yes or none.
create or replace function keep_consent_by_number() returns trigger language plpgsql as $$
declare
  number text := coalesce(new.phone, '');
  said boolean := tg_op = 'INSERT';
  numbers boolean := tg_op = 'INSERT' and new.sms_agreed <> '{}';
begin
  if tg_op = 'UPDATE' then
    said := new.sms_consent <> old.sms_consent;
    numbers := new.sms_agreed <> old.sms_agreed;
  end if;
  if new.sms_consent = 'no' and (said or not numbers) then
    -- What they may agree to again by START is no more than what they had agreed to.
    if tg_op = 'UPDATE' and said and jsonb_path_exists(old.sms_agreed, '$.* ? (@ == "informational")') then
      new.sms_consent_purpose := 'informational';
    end if;
    new.sms_agreed := '{}';
    return new;
  end if;
  if not numbers then
    if said and new.sms_consent = 'unknown' then
      new.sms_agreed := '{}';
    elsif new.sms_consent = 'yes' and (said or (new.phone is not distinct from old.phone and new.sms_consent_purpose <> old.sms_consent_purpose)) then
      new.sms_agreed := new.sms_agreed || jsonb_build_object(number, new.sms_consent_purpose);
    end if;
  end if;
  if new.sms_agreed ? number then
    new.sms_consent := 'yes';
    new.sms_consent_purpose := new.sms_agreed ->> number;
  else
    new.sms_consent := 'unknown';
  end if;
  return new;
end $$;

select set_config('app.scope', 'system', true);
-- Before the trigger is there: whoever agreed did so, as far as anybody knows, for the number that they preferred until now.
update contacts set sms_agreed = jsonb_build_object(coalesce(phone, ''), sms_consent_purpose) where sms_consent = 'yes' and sms_agreed = '{}';
select set_config('app.scope', '', true);

drop trigger if exists keep_consent_of_new on contacts;
create trigger keep_consent_of_new before insert on contacts for each row
  -- Imports write both: nothing is left to do for them.
  when ((new.sms_consent = 'yes') is distinct from (new.sms_agreed ? coalesce(new.phone, '')) or (new.sms_consent = 'no' and new.sms_agreed <> '{}')
    or (new.sms_consent = 'yes' and new.sms_agreed ->> coalesce(new.phone, '') is distinct from new.sms_consent_purpose))
  execute function keep_consent_by_number();
drop trigger if exists keep_consent_by_number on contacts;
create trigger keep_consent_by_number before update of phone, sms_consent, sms_consent_purpose, sms_agreed on contacts for each row
  when (new.phone is distinct from old.phone or new.sms_consent <> old.sms_consent or new.sms_consent_purpose <> old.sms_consent_purpose
    or new.sms_agreed <> old.sms_agreed)
  execute function keep_consent_by_number();

alter table contacts drop constraint if exists contacts_consent_by_number;
alter table contacts add constraint contacts_consent_by_number check (
  case sms_consent when 'yes' then coalesce(sms_agreed ->> coalesce(phone, ''), '') = sms_consent_purpose
    when 'no' then sms_agreed = '{}' else not sms_agreed ? coalesce(phone, '') end);
