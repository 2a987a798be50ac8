import type { TemplateScope } from './template-values.ts';

/** A merge tag that a text may use. */
export interface MergeTag {
  /** `contact.first_name` */
  readonly name: string;
  readonly label: string;
  /** What stands in a preview when no person is at hand. */
  readonly example: string;
  /** The fallback that the picker proposes; empty when none makes sense. */
  readonly fallback: string;
}

/** The columns of a contact that may stand in a text. Notes and identifiers stay inside. */
const contactTags = [
  { key: 'first_name', label: 'First name', example: 'Maria', fallback: 'there' },
  { key: 'last_name', label: 'Last name', example: 'Lopez', fallback: '' },
  { key: 'full_name', label: 'Full name', example: 'Maria Lopez', fallback: 'there' },
  { key: 'company', label: 'Company', example: 'Example Bakery', fallback: 'your company' },
  { key: 'phone', label: 'Phone', example: '+12025550123', fallback: '' },
  { key: 'email', label: 'E-mail', example: 'maria@example.com', fallback: '' },
  { key: 'city', label: 'City', example: 'Springfield', fallback: 'your city' },
  { key: 'region', label: 'State or region', example: 'Illinois', fallback: '' },
  { key: 'postal_code', label: 'Postal code', example: '62701', fallback: '' },
  { key: 'country', label: 'Country', example: 'US', fallback: '' },
  { key: 'birthday', label: 'Birthday', example: '1984-05-02', fallback: '' },
] as const;

const standardKeys: ReadonlySet<string> = new Set(contactTags.map((tag) => tag.key));

/** A custom field of the workspace, as far as tags need it. */
export interface TagField {
  readonly key: string;
  readonly label: string;
}

/** Every merge tag of a workspace. A custom field is `contact.<key>`; a standard field of the same key comes first. */
export function mergeTags(fields: readonly TagField[]): readonly MergeTag[] {
  const standard = contactTags.map(({ key, ...tag }) => ({ name: `contact.${key}`, ...tag }));
  const custom = fields
    .filter((field) => !standardKeys.has(field.key))
    .map((field) => ({ name: `contact.${field.key.toLowerCase()}`, label: field.label, example: field.label, fallback: '' }));
  const workspace = { name: 'workspace.name', label: 'Your organisation', example: 'Example Church', fallback: '' };
  return [...standard, ...custom, workspace];
}

/** What rendering needs of a contact: its row, and the details of their list entry (see entryScope). */
export type TagContact = Readonly<Record<string, unknown>> & { readonly custom?: unknown; readonly entry?: unknown };

/**
 * The values for one person. The dispatcher, the preview and the estimate use this one, so that what was shown is what
 * is sent.
 */
export function contactScope(contact: TagContact, workspace: { readonly name: string }): TemplateScope {
  const values: Record<string, unknown> = {};
  if (typeof contact.custom === 'object' && contact.custom !== null) {
    for (const [key, value] of Object.entries(contact.custom)) values[key.toLowerCase()] = value;
  }
  for (const key of standardKeys) values[key] = contact[key] ?? undefined;
  values['full_name'] ??= fullName(contact);
  return { contact: values, entry: contact.entry ?? noEntry, workspace: { name: workspace.name } };
}

const noEntry = {};

/** A made-up person, for a preview before there is any recipient. */
export function exampleScope(known: readonly MergeTag[]): TemplateScope {
  const scope: Record<string, Record<string, unknown>> = { contact: {}, entry: {}, workspace: {} };
  for (const { name, example } of known) {
    const [area = '', key = ''] = name.split('.');
    const values = scope[area];
    if (values) values[key] = example;
  }
  return scope;
}

function fullName(contact: TagContact): string | undefined {
  const parts = [contact['first_name'], contact['last_name']].filter((part) => typeof part === 'string' && part !== '');
  return parts.length === 0 ? undefined : parts.join(' ');
}
