import type { FieldError } from '@tidings/core/contract/errors';

/** Names of the API that read badly as they are. */
const names: Readonly<Record<string, string>> = {
  email: 'E-mail',
  external_id: 'External id',
  expected_recipients: 'The number of recipients',
  local: 'Day and time',
  zone: 'Time zone',
  to: 'Phone number',
  /** The request as a whole. */
  body: 'This',
};

/** What a field of the API is called for a person: `phones.0.label` is "Phones 1 label", `sender_id` is "Sender". */
export function fieldLabel(field: string, labels: Readonly<Record<string, string>> = {}): string {
  const path = field.replace(/^(body|query|params)\./, '');
  const known = labels[field] ?? labels[path] ?? names[path];
  if (known !== undefined) return known;
  const fileColumn = /^columns\.(\d+)/.exec(path)?.[1];
  if (fileColumn !== undefined) return `Column ${Number(fileColumn) + 1}`;
  const words = path
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part.replace(/_ids?$/, '').replaceAll('_', ' ')))
    .join(' ');
  return capitalised(words);
}

/** What stands after the label so that both are a sentence: "Name" + " is needed.", "Phone" + ": Two people share it." */
export function afterLabel(message: string): string {
  const end = /[.?!…]$/.test(message) ? '' : '.';
  return /^\p{Ll}/u.test(message) ? ` ${message}${end}` : `: ${message}${end}`;
}

/** A field's message as a sentence with the field's name in it, for where the field itself is not in sight. */
export function fieldSentence({ field, message }: FieldError, labels?: Readonly<Record<string, string>>): string {
  if (isWhole(field, message)) return message;
  return `${fieldLabel(field, labels)}${afterLabel(message)}`;
}

/** Whether the message is a sentence of its own about the request as a whole: there is no field to name. */
export function isWhole(field: string, message: string): boolean {
  return field === 'body' && /^[^\p{Ll}].*[.?!…]$/su.test(message);
}

/** A field's message beside the field: "must be an e-mail address" is "Must be …", "is needed" is "This is needed". */
export function besideField(message: string): string {
  return /^(is|has|names|belongs|may|cannot) /.test(message) ? `This ${message}` : capitalised(message);
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
