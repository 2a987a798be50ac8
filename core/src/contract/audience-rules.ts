import { z } from 'zod';
import { messageStates } from '../messaging/states.ts';
import { Id } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { contactOrigins } from './contact-origins.ts';

/** How deep groups may stand in each other, the outermost included. Deeper ones nobody can read. */
export const deepestGroup = 8;

/** How many conditions all groups may have together. */
export const mostConditions = 100;

/** The longest time that a condition may look back or ahead: ten years. */
export const mostDays = 3650;

/** How a field may be compared; which of these a field takes follows from what it holds: see `comparisonsOf`. */
export const ruleComparisons = [
  'is',
  'is_not',
  'is_any_of',
  'is_none_of',
  'contains',
  'contains_not',
  'starts_with',
  'is_set',
  'is_not_set',
  'less',
  'more',
  'before',
  'after',
  'in_last_days',
  'in_next_days',
  'day_is_today',
  'day_is_this_week',
  'day_is_this_month',
  'day_is_in_days',
  'day_is_within_days',
] as const;
export type RuleComparison = (typeof ruleComparisons)[number];

const days = z
  .number()
  .int('must be a whole number of days')
  .min(1, 'must be at least 1 day')
  .max(mostDays, `must be at most ${mostDays.toLocaleString('en')} days`);

/** What the database can keep as text: no NUL, no halves of characters. */
export function isStorable(value: string): boolean {
  return !value.includes('\0') && value.isWellFormed();
}
const storable = 'has a character that is no text';

const plain = z.string().max(500, 'must have at most 500 characters').refine(isStorable, storable);
const text = z.string().trim().min(1, 'is needed').max(500, 'must have at most 500 characters').refine(isStorable, storable);

const comparing = {
  op: z.enum(ruleComparisons),
  /** What it is compared with: text, a number, true or false, a date such as 2026-05-01. */
  value: z
    .union([plain, z.number(), z.boolean()], {
      error: 'must be text, a number, true or false',
    })
    .optional(),
  /** Of `is_any_of` and `is_none_of`. */
  values: z.array(text).min(1, 'needs at least one').max(100, 'may have at most 100').optional(),
  /** Of the comparisons that count days. */
  days: days.optional(),
};

const FieldRule = z.strictObject({
  kind: z.literal('field'),
  /** A field that every contact has (`city`), the day somebody was added (`created_at`), or `custom.` with the key of a custom field. */
  field: z.string().min(1, 'is needed').max(80, 'must have at most 80 characters').refine(isStorable, storable),
  ...comparing,
});

const SearchRule = z.strictObject({ kind: z.literal('search'), text: text.max(200, 'must have at most 200 characters') });

const TagRule = z.strictObject({ kind: z.literal('tag'), op: z.enum(['has', 'has_not']), id: Id });

const ListRule = z
  .strictObject({
    kind: z.literal('list'),
    op: z.enum(['on', 'not_on']),
    id: Id,
    /** Only those who joined it in so many last days. */
    joined_days: days.optional(),
  })
  .refine((rule) => rule.op === 'on' || rule.joined_days === undefined, {
    path: ['joined_days'],
    message: 'is only for those on the list',
  });

const EntryRule = z.strictObject({
  kind: z.literal('entry'),
  /** The list: only its people can be meant. */
  id: Id,
  /** Key of one of the details that its entries have. */
  field: z.string().min(1, 'is needed').max(64, 'must have at most 64 characters').refine(isStorable, storable),
  ...comparing,
});

const ConsentRule = z
  .strictObject({
    kind: z.literal('consent'),
    channel: z.enum(['sms']).default('sms'),
    /** `yes` agreed; `no` said no or opted out; `unknown` was not asked; `awaited` their own YES is awaited. */
    is: z.enum(['yes', 'no', 'unknown', 'awaited', 'not_awaited']),
    /** Of those who agreed: to what. */
    purpose: ConsentPurposeName.optional(),
    /** Of those who agreed: whether words or a way of agreeing were recorded. */
    proven: z.boolean().optional(),
  })
  .refine((rule) => rule.is === 'yes' || (rule.purpose === undefined && rule.proven === undefined), {
    path: ['is'],
    message: 'must be yes where purpose or proven is given',
  });

const SuppressedRule = z.strictObject({
  kind: z.literal('suppressed'),
  /** Texts to their preferred phone, or e-mails to their preferred address. */
  channel: z.enum(['sms', 'email']).default('sms'),
  is: z.boolean(),
});

const TextableRule = z.strictObject({ kind: z.literal('can_text'), is: z.boolean() });

/** What happened between a person and the workspace by text. */
export const ruleActivities = ['texted', 'delivered', 'failed', 'replied'] as const;
export type RuleActivity = (typeof ruleActivities)[number];

const ActivityRule = z.strictObject({
  kind: z.literal('activity'),
  /** `texted`: a provider took a text to them; `delivered`: one arrived; `failed`: one failed; `replied`: they wrote. */
  what: z.enum(ruleActivities),
  is: z.boolean(),
  /** In so many last days; left out: ever. */
  days: days.optional(),
});

const BroadcastRule = z
  .strictObject({
    kind: z.literal('broadcast'),
    id: Id,
    is: z.enum(['among', 'not_among', 'replied', 'not_replied']),
    /** Of those among its recipients: only where their message is in one of these states. */
    states: z.array(z.enum(messageStates)).min(1, 'needs at least one').max(messageStates.length).optional(),
  })
  .refine((rule) => rule.is === 'among' || rule.states === undefined, {
    path: ['states'],
    message: 'is only for those among its recipients',
  });

const OriginRule = z.strictObject({
  kind: z.literal('origin'),
  op: z.enum(['is', 'is_not']),
  value: z.enum(contactOrigins),
});

const ImportRule = z.strictObject({ kind: z.literal('import'), id: Id });

const conditions = [
  FieldRule,
  SearchRule,
  TagRule,
  ListRule,
  EntryRule,
  ConsentRule,
  SuppressedRule,
  TextableRule,
  ActivityRule,
  BroadcastRule,
  OriginRule,
  ImportRule,
] as const;

/** One condition on a person. */
export type RuleCondition = z.infer<(typeof conditions)[number]>;
export type RuleKind = RuleCondition['kind'];

/** How the rules of a group hang together: all must hold, at least one, or none of them. */
export const groupMatches = ['all', 'any', 'none'] as const;
export type GroupMatch = (typeof groupMatches)[number];

export interface RuleGroup {
  kind: 'group';
  match: GroupMatch;
  rules: AudienceRule[];
}

export type AudienceRule = RuleCondition | RuleGroup;

const rules = z
  .array(z.lazy((): z.ZodType<AudienceRule> => Rule))
  .min(1, 'needs at least one rule')
  .max(mostConditions, `may have at most ${mostConditions} rules`);

const Group = z.strictObject({ kind: z.literal('group'), match: z.enum(groupMatches), rules });

const Rule = z
  .discriminatedUnion('kind', [...conditions, Group])
  .meta({ id: 'AudienceRule' }) as unknown as z.ZodType<AudienceRule>;

const Shape = z.strictObject({
  /** Of the language: rules are kept for years, and read as they were meant. */
  version: z.literal(1, { error: 'must be 1, the version of this filter language' }),
  match: z.enum(groupMatches),
  rules,
});

/**
 * Who is meant, as a tree of conditions: the filter language of audiences, of lists of contacts and of the API. Whether fields, lists, tags
 * and broadcasts that it names are there is checked where it is used.
 */
export const AudienceRules = z.preprocess(
  (value, context) => {
    const problem = sizeProblem(value);
    if (problem === undefined) return value;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  },
  Shape.meta({ id: 'AudienceRules' }),
);
export type AudienceRules = z.infer<typeof Shape>;

/** Looked at before anything else and without recursion, so that no nesting, however deep, can bring a reader down. */
function sizeProblem(root: unknown): string | undefined {
  let level: unknown[] = [root];
  let found = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > deepestGroup) return `has groups in groups more than ${deepestGroup} deep; take some of them apart`;
    const inside = level.flatMap((one) => (isGroup(one) ? one.rules : []));
    const groups = inside.filter(isGroup);
    found += inside.length - groups.length;
    if (found > mostConditions) return `has more than ${mostConditions} conditions; make two audiences of it`;
    level = groups;
  }
  return undefined;
}

function isGroup(value: unknown): value is { rules: unknown[] } {
  return typeof value === 'object' && value !== null && 'rules' in value && Array.isArray(value.rules);
}

/** Rules in a query string: the same as JSON. */
export const RulesQuery = z
  .string()
  .max(8_000, 'is too long for an address; save it as an audience instead')
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be rules written as JSON' });
      return z.NEVER;
    }
  })
  .pipe(AudienceRules);
