import type { AudienceRule, RuleCondition } from '@tidings/core/contract/audience-rules';

/** A person of the test with everything that a rule may ask about. Plain data: what the tables hold, told in another way. */
export interface TestPerson {
  readonly id: string;
  readonly first_name: string | null;
  readonly city: string | null;
  readonly country: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly time_zone: string | null;
  readonly birthday: string | null;
  readonly custom: Readonly<Record<string, string | number | boolean>>;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  readonly sms_consent_purpose: 'informational' | 'all';
  readonly proven: boolean;
  readonly awaited: boolean;
  /** Of the suppression of their phone, if any. */
  readonly suppressed: 'opt_out' | 'dead' | null;
  readonly origin: string;
  readonly created_at: Date;
  readonly tags: readonly string[];
  readonly lists: readonly {
    readonly id: string;
    readonly added_at: Date;
    readonly details?: Readonly<Record<string, string | number>>;
  }[];
  readonly messages: readonly TestMessage[];
  readonly repliedTo: readonly string[];
}

export interface TestMessage {
  readonly direction: 'in' | 'out';
  readonly source: string;
  readonly source_id: string | null;
  readonly state: string;
  readonly at: Date;
}

export interface Moment {
  readonly now: Date;
  readonly zone: string;
}

/** Asks one person, as slowly and plainly as the rule reads. */
export function personMatches(person: TestPerson, rule: AudienceRule, moment: Moment): boolean {
  if (rule.kind !== 'group') return holds(person, rule, moment);
  const answers = rule.rules.map((one) => personMatches(person, one, moment));
  if (rule.match === 'all') return answers.every(Boolean);
  return answers.some(Boolean) === (rule.match === 'any');
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const dayMs = 86_400_000;
const within = (at: Date, days: number | undefined, now: Date) =>
  days === undefined || at.getTime() >= now.getTime() - days * dayMs;

function holds(person: TestPerson, rule: RuleCondition, moment: Moment): boolean {
  switch (rule.kind) {
    case 'field':
      return fieldHolds(person, rule, moment);
    case 'search':
      return [person.first_name, person.email, person.phone].some((one) => one !== null && fold(one).includes(fold(rule.text)));
    case 'tag':
      return person.tags.includes(rule.id) === (rule.op === 'has');
    case 'list': {
      const entry = person.lists.find((one) => one.id === rule.id && within(one.added_at, rule.joined_days, moment.now));
      return (entry !== undefined) === (rule.op === 'on');
    }
    case 'entry': {
      const entry = person.lists.find((one) => one.id === rule.id);
      // As a field of the person would be, on that list only; its days are the workspace's.
      const asField = { ...rule, kind: 'field', field: `custom.${rule.field}` } as const;
      return entry !== undefined && fieldHolds({ ...person, custom: entry.details ?? {}, time_zone: null }, asField, moment);
    }
    case 'consent':
      return consentHolds(person, rule);
    case 'suppressed':
      return (rule.channel === 'sms' && person.suppressed !== null && person.phone !== null) === rule.is;
    case 'can_text':
      return (person.phone !== null && person.sms_consent === 'yes' && person.suppressed === null) === rule.is;
    case 'activity':
      return person.messages.some((one) => tells(one, rule.what) && within(one.at, rule.days, moment.now)) === rule.is;
    case 'broadcast': {
      if (rule.is === 'replied' || rule.is === 'not_replied')
        return person.repliedTo.includes(rule.id) === (rule.is === 'replied');
      const states = rule.states as readonly string[] | undefined;
      const among = person.messages.some(
        (one) => one.direction === 'out' && one.source_id === rule.id && (states === undefined || states.includes(one.state)),
      );
      return among === (rule.is === 'among');
    }
    case 'origin':
      return (person.origin === rule.value) === (rule.op === 'is');
    case 'import':
      return false;
  }
}

function tells(message: TestMessage, what: string): boolean {
  if (what === 'replied') return message.direction === 'in';
  if (message.direction === 'in' || message.source === 'test') return false;
  return what === 'texted' ? ['accepted', 'sent', 'delivered', 'unknown'].includes(message.state) : message.state === what;
}

function consentHolds(person: TestPerson, rule: Extract<RuleCondition, { kind: 'consent' }>): boolean {
  if (rule.is === 'awaited' || rule.is === 'not_awaited') return person.awaited === (rule.is === 'awaited');
  const optedOut = person.suppressed === 'opt_out' && person.phone !== null;
  const stands = rule.is === 'no' ? person.sms_consent === 'no' || optedOut : person.sms_consent === rule.is && !optedOut;
  const purpose = rule.purpose === undefined || (person.sms_consent === 'yes' && person.sms_consent_purpose === rule.purpose);
  return stands && purpose && (rule.proven === undefined || (person.sms_consent === 'yes' && person.proven === rule.proven));
}

type FieldRule = Extract<RuleCondition, { kind: 'field' }>;

function fieldHolds(person: TestPerson, rule: FieldRule, moment: Moment): boolean {
  const custom = rule.field.startsWith('custom.');
  const value = custom ? person.custom[rule.field.slice(7)] : person[rule.field as 'city'];
  const filled = value !== null && value !== undefined && value !== '';
  const { op, values = [] } = rule;
  if (op === 'is_set') return filled;
  if (op === 'is_not_set') return !filled;
  const same = (wanted: unknown) => filled && fold(String(value)) === fold(String(wanted));
  if (rule.field === 'created_at') return instantHolds(person.created_at, rule, moment);
  if (op === 'is') return same(rule.value);
  if (op === 'is_not') return !same(rule.value);
  if (op === 'is_any_of') return values.some(same);
  if (op === 'is_none_of') return !values.some(same);
  const text = filled ? fold(String(value)) : null;
  const wanted = fold(String(rule.value));
  if (op === 'contains') return text?.includes(wanted) ?? false;
  if (op === 'contains_not') return !(text?.includes(wanted) ?? false);
  if (op === 'starts_with') return text?.startsWith(wanted) ?? false;
  if (!filled) return false;
  if (op === 'less') return Number(value) < Number(rule.value);
  if (op === 'more') return Number(value) > Number(rule.value);
  if (op === 'before') return String(value) < String(rule.value);
  if (op === 'after') return String(value) > String(rule.value);
  return dayHolds(String(value), rule, person, moment);
}

function instantHolds(at: Date, rule: FieldRule, { now, zone }: Moment): boolean {
  if (rule.op === 'in_last_days') return within(at, rule.days, now);
  const day = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
  const wanted = String(rule.value);
  return rule.op === 'is' ? day === wanted : rule.op === 'before' ? day < wanted : day > wanted;
}

/** Counted from today where the person is. */
function dayHolds(value: string, rule: FieldRule, person: TestPerson, { now, zone }: Moment): boolean {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(person.time_zone ?? zone)
    .toPlainDate();
  const date = Temporal.PlainDate.from(value);
  const away = today.until(date).days;
  const { days = 0 } = rule;
  if (rule.op === 'in_last_days') return away <= 0 && away >= -days;
  if (rule.op === 'in_next_days') return away >= 0 && away <= days;
  // The day of this year, of last year and of next year; 29 February is moved to the 28th where there is none.
  const rounds = [-1, 0, 1].map((years) => date.with({ year: today.year + years }, { overflow: 'constrain' }));
  const distances = rounds.map((round) => today.until(round).days);
  const monday = 1 - today.dayOfWeek;
  if (rule.op === 'day_is_today') return distances.includes(0);
  if (rule.op === 'day_is_this_week') return distances.some((one) => one >= monday && one <= monday + 6);
  if (rule.op === 'day_is_this_month') return rounds.some((one) => one.year === today.year && one.month === today.month);
  if (rule.op === 'day_is_in_days') return distances.includes(days);
  return distances.some((one) => one >= 0 && one <= days);
}
