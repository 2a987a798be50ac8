import { ContactInput } from '@tidings/core/contract/contact-input';
import type { FormInput } from '@tidings/core/contract/forms';
import { Refusal } from '../../lib/errors.ts';
import { type PreparedContact, type PrepareFacts, prepareContact } from '../contacts/prepare-contact.ts';
import type { AskedField } from './asked.ts';

/** What somebody typed, read; or by input what is wrong with it. */
export type Filled =
  | {
      readonly ok: true;
      readonly phone: string;
      readonly person: PreparedContact;
      readonly answers: Record<string, string>;
      readonly agrees: boolean;
    }
  | { readonly ok: false; readonly errors: Record<string, string> };

/** Checks what was typed into a form, and says of each input what to do. */
export function readFilled(
  form: FormInput,
  asked: readonly AskedField[],
  values: Readonly<Record<string, string>>,
  facts: PrepareFacts,
): Filled {
  const value = (name: string) => (values[name] ?? '').trim();
  const errors: Record<string, string> = {};
  if (value('phone') === '') errors['phone'] = 'Enter your mobile number.';
  for (const one of asked) if (one.required && value(one.name) === '') errors[one.name] = missing(one);
  const answers: Record<string, string> = {};
  for (const [at, { label, required }] of form.questions.entries()) {
    const answer = value(`question_${at}`);
    if (answer !== '') answers[label] = answer.replace(/\p{Cc}+/gu, ' ').slice(0, 500);
    else if (required) errors[`question_${at}`] = 'Answer this question.';
  }
  const agrees = values['consent'] === 'yes';
  if (form.consent_required && !agrees) errors['consent'] = 'Tick the box if you agree. Without it we may not text you.';
  const person = personOf(asked, value, facts, errors);
  const phone = person?.phones?.[0]?.value;
  if (Object.keys(errors).length > 0 || !person || phone === undefined)
    return { ok: false, errors: inOrder(form, asked, errors) };
  return { ok: true, phone, person, answers, agrees };
}

function missing({ key, type, label }: AskedField): string {
  if (key.startsWith('custom:')) return type === 'choice' ? 'Choose one.' : 'Fill this in.';
  return `Enter your ${label.toLowerCase()}.`;
}

function personOf(
  asked: readonly AskedField[],
  value: (name: string) => string,
  facts: PrepareFacts,
  errors: Record<string, string>,
): PreparedContact | undefined {
  const filled = asked.filter(({ name }) => value(name) !== '');
  const custom = filled.flatMap(({ key, name }) => (key.startsWith('custom:') ? [[key.slice(7), value(name)] as const] : []));
  const plain = filled.flatMap(({ key, name }) =>
    key === 'email' || key.startsWith('custom:') ? [] : [[key, value(name)] as const],
  );
  const email = filled.some(({ key }) => key === 'email') ? value('email') : '';
  const read = ContactInput.safeParse({
    ...Object.fromEntries(plain),
    ...(value('phone') === '' ? {} : { phones: [value('phone')] }),
    ...(email === '' ? {} : { emails: [email] }),
    ...(custom.length === 0 ? {} : { custom: Object.fromEntries(custom) }),
  });
  if (!read.success) {
    for (const { path, message } of read.error.issues) errors[inputOf(path.map(String))] ??= sentence(message);
    return undefined;
  }
  try {
    return prepareContact(read.data, facts);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    for (const { field, message } of error.fields) errors[inputOf(field.split('.').slice(1))] ??= sentence(message);
    return undefined;
  }
}

/** The input that a field of the contact came from. */
function inputOf([name = '', key = '']: readonly string[]): string {
  if (name === 'custom') return `custom_${key}`;
  return name === 'phones' ? 'phone' : name === 'emails' ? 'email' : name;
}

/** "must be a date" as it is said to the person who typed it. */
function sentence(message: string): string {
  const said = /^(must|may|needs|has|is)\b/.test(message) ? `This ${message}` : message;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
}

/** As the inputs stand on the page, so that the first one at fault gets the cursor. */
function inOrder(form: FormInput, asked: readonly AskedField[], errors: Record<string, string>): Record<string, string> {
  const order = ['phone', ...asked.map(({ name }) => name), ...form.questions.map((_, at) => `question_${at}`), 'consent'];
  return Object.fromEntries(order.flatMap((name) => (errors[name] === undefined ? [] : [[name, errors[name]]])));
}
