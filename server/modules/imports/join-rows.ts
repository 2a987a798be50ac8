import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { FormerName } from './former-store.ts';
import type { KnownPerson } from './known-store.ts';
import { agreedPhones, type StagedRow } from './staged-row.ts';

/** Whether a row knows somebody by an id that a merge took out of use. */
export function isFormer({ externalId }: StagedRow, known: KnownPerson | null): boolean {
  return externalId !== null && known !== null && known.external_id !== null && known.external_id !== externalId;
}

/**
 * A row about somebody as they were before a merge, as it counts after it: what was chosen then stands, so a name that gave way then is left
 * out, and the preferred addresses stay preferred.
 */
export function afterMerge(row: StagedRow, known: KnownPerson, former: readonly FormerName[]): StagedRow {
  const oldName = row.nameKey !== null && row.nameKey !== known.name && former.some(({ name }) => name === row.nameKey);
  if (!oldName && !isFormer(row, known)) return row;
  const { first_name: _, last_name: __, ...plain } = row.plain;
  return {
    ...row,
    externalId: known.external_id ?? row.externalId,
    phones: preferred(known.phone, row.phones),
    emails: preferred(known.email, row.emails),
    ...(oldName ? { fullName: null, splitName: false, nameKey: null, plain } : {}),
    // Of numbers in another order the yes is for the same as before.
    ...(row.consent === 'yes' ? { agreed: agreedPhones(row) } : {}),
  };
}

const preferred = (first: string | null, values: readonly string[]): readonly string[] =>
  first === null || values.length === 0 ? values : [first, ...values.filter((one) => one !== first)];

/** The later row fills what the earlier left open and, where the import updates people, overrides it. A no stays a no. */
export function joinRows(earlier: StagedRow, later: StagedRow, mode: ImportMapping['existing']): StagedRow {
  const consent = earlier.consent === 'no' || later.consent === 'no' ? 'no' : (earlier.consent ?? later.consent);
  const consentValue = earlier.consent === consent ? earlier.consentValue : later.consentValue;
  if (mode === 'skip') return consent === 'no' ? { ...earlier, consent, consentValue } : earlier;
  const agreed = [...new Set([...agreedPhones(earlier), ...agreedPhones(later)])];
  const [weak, strong] = mode === 'update' ? [earlier, later] : [later, earlier];
  // Names come as one: a first name of the one and a family name of the other would be nobody.
  const named = strong.nameKey === null ? weak : strong;
  const { first_name: _first, last_name: _last, ...rest } = { ...weak.plain, ...strong.plain };
  const { first_name, last_name } = named.splitName ? named.plain : { ...weak.plain, ...strong.plain };
  return {
    line: earlier.line,
    newId: earlier.newId,
    externalId: earlier.externalId ?? later.externalId,
    phones: [...new Set([...strong.phones, ...weak.phones])],
    emails: [...new Set([...strong.emails, ...weak.emails])],
    labels: strong.labels || weak.labels ? { ...weak.labels, ...strong.labels } : null,
    fullName: named.fullName,
    splitName: named.splitName,
    nameKey: named.nameKey,
    plain: {
      ...rest,
      ...(first_name === undefined ? {} : { first_name }),
      ...(last_name === undefined ? {} : { last_name }),
    },
    birthday: strong.birthday ?? weak.birthday,
    custom: strong.custom || weak.custom ? { ...weak.custom, ...strong.custom } : null,
    entry: strong.entry || weak.entry ? { ...weak.entry, ...strong.entry } : null,
    tags: [...new Set([...earlier.tags, ...later.tags])],
    consent,
    consentValue,
    ...(consent === 'yes' && (agreed.length > 0 || earlier.agreed || later.agreed) ? { agreed } : {}),
  };
}
