import type { FieldValue } from './fields.ts';
import { splitName } from './names.ts';

/** What a row of a sheet says of a person, once it is read: what a later reading of it is compared with. */
export interface Said {
  /** Names, details, own fields as `custom:<key>` and details of the list as `entry:<key>`. What the sheet leaves empty is left out. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** E.164, the preferred first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly tags: readonly string[];
}

/** A person as they are here, with the same names. */
export interface Here {
  readonly values: Readonly<Record<string, string>>;
  /** The preferred first. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly tags: readonly string[];
}

export interface StepFacts {
  /** What the rows of this person said that are not there any more as they were. */
  readonly before: readonly Said[];
  /** What other rows say of them: rows of this sheet that are as they were, and rows of other sheets. */
  readonly also: readonly Said[];
  /** What the sheet says now. */
  readonly sheet: Said;
  /** Fields whose cells are empty now; `phones`, `emails` and `tags` among them. A cell that cannot be read is not empty. */
  readonly emptied: ReadonlySet<string>;
  /** Of `phones`, `emails` and `tags`: those of which a cell cannot be read. Nothing is taken off for what may stand there. */
  readonly unreadable: ReadonlySet<string>;
  readonly here: Here;
  /** Everything is taken over anew, what was changed here included. */
  readonly whole: boolean;
}

/** What was changed here and is kept, though the sheet says something else now. */
export interface KeptHere {
  readonly field: string;
  /** '' for an emptied cell. */
  readonly sheet: string;
  readonly here: string;
}

/** What becomes of the addresses of one kind. */
export interface AddressStep {
  readonly remove: readonly string[];
  /** The one that stays preferred, or becomes it; null for the first of the sheet. */
  readonly prefer: string | null;
}

/** What a changed row changes of its person. */
export interface SourceStep {
  /** Values that are taken over; of the others the person keeps theirs. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Fields that become empty. */
  readonly clear: readonly string[];
  readonly phones: AddressStep;
  readonly emails: AddressStep;
  readonly tags: { readonly give: readonly string[]; readonly take: readonly string[] };
  readonly kept: readonly KeptHere[];
}

/**
 * Decides what a changed row changes, by what the sheet said before, what it says now, and what is here. A field that the sheet leaves as it was
 * stays as it is here. One that it changed or emptied follows, unless somebody changed it here since: then theirs is kept, and told.
 */
export function decideStep(facts: StepFacts): SourceStep {
  const kept: KeptHere[] = [];
  const { values, clear } = decideValues(facts, kept);
  return {
    values,
    clear: withSplitName(clear, facts),
    phones: decideAddresses('phones', facts, kept),
    emails: decideAddresses('emails', facts, kept),
    tags: decideTags(facts),
    kept,
  };
}

function decideValues({ before, also, sheet, emptied, here, whole }: StepFacts, kept: KeptHere[]) {
  const values: Record<string, FieldValue> = {};
  const clear: string[] = [];
  const fields = new Set([...before.flatMap((one) => Object.keys(one.values)), ...Object.keys(sheet.values)]);
  for (const field of fields) {
    const was = before.flatMap((one) => one.values[field] ?? []);
    const others = also.flatMap((one) => one.values[field] ?? []);
    const now = sheet.values[field] ?? (emptied.has(field) ? others.at(-1) : undefined);
    const present = here.values[field] ?? '';
    const isSheets = [...was, ...others].some((one) => same(one, present));
    if (now === undefined) {
      if (!emptied.has(field) || present === '') continue;
      if (isSheets) clear.push(field);
      else kept.push({ field, sheet: '', here: present });
    } else if (whole || present === '' || was.length === 0) {
      // What was emptied here stays so as long as the sheet says the same.
      if (whole || !was.some((one) => same(one, String(now)))) values[field] = now;
    } else if (was.some((one) => same(one, String(now))) || same(now, present)) {
      // As before, or as it is here.
    } else if (isSheets) values[field] = now;
    else kept.push({ field, sheet: String(now), here: present });
  }
  return { values, clear };
}

const same = (value: FieldValue, present: string): boolean => String(value).trim() === present.trim();

/** First and last name were made of a full name that goes: they go with it, unless somebody corrected them. */
function withSplitName(clear: readonly string[], { before, sheet, here }: StepFacts): readonly string[] {
  if (!clear.includes('full_name')) return clear;
  const { firstName, lastName } = splitName(String(before.find((one) => one.values['full_name'])?.values['full_name'] ?? ''));
  const parts = { first_name: firstName, last_name: lastName };
  const gone = Object.entries(parts).flatMap(([field, value]) =>
    value !== '' && here.values[field] === value && sheet.values[field] === undefined && !clear.includes(field) ? [field] : [],
  );
  return [...clear, ...gone];
}

function decideAddresses(
  kind: 'phones' | 'emails',
  { before, also, sheet, emptied, unreadable, here, whole }: StepFacts,
  kept: KeptHere[],
): AddressStep {
  const [now, present] = [sheet[kind], here[kind]];
  const was = new Set(before.flatMap((one) => one[kind]));
  const others = new Set(also.flatMap((one) => one[kind]));
  const mayGo = !unreadable.has(kind) && (now.length > 0 || emptied.has(kind));
  const goes = (value: string) => mayGo && was.has(value) && !now.includes(value) && !others.has(value);
  // Taken off here, and the sheet says nothing new of it.
  const takenOff = whole ? [] : now.filter((value) => was.has(value) && !present.includes(value));
  const remove = [...present.filter(goes), ...takenOff];
  const [preferred] = present;
  const [first] = now.filter((value) => !takenOff.includes(value));
  if (preferred === undefined || whole) return { remove, prefer: null };
  if (goes(preferred)) return { remove, prefer: first ?? present.find((value) => !goes(value)) ?? null };
  const sheets = [...before, ...also].some((one) => one[kind][0] === preferred);
  const isNew = first !== undefined && !before.some((one) => one[kind][0] === first);
  if (first === undefined || first === preferred || (sheets && isNew)) return { remove, prefer: first ?? preferred };
  if (isNew) kept.push({ field: kind === 'phones' ? 'phone' : 'email', sheet: first, here: preferred });
  return { remove, prefer: preferred };
}

function decideTags({ before, also, sheet, unreadable, here, whole }: StepFacts): SourceStep['tags'] {
  const fold = (name: string) => name.toLowerCase();
  const was = new Set(before.flatMap((one) => one.tags.map(fold)));
  const said = new Set([...sheet.tags, ...also.flatMap((one) => one.tags)].map(fold));
  return {
    give: whole ? sheet.tags : sheet.tags.filter((name) => !was.has(fold(name))),
    take: unreadable.has('tags') ? [] : here.tags.filter((name) => was.has(fold(name)) && !said.has(fold(name))),
  };
}
