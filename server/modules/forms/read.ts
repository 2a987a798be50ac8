import { ContactInput } from '@tidings/core/contract/contact-input';
import type { FormInput } from '@tidings/core/contract/forms';
import { Refusal } from '../../lib/errors.ts';
import { type PreparedContact, type PrepareFacts, prepareContact } from '../contacts/prepare-contact.ts';
import { fieldWords } from './page.ts';

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
export function readFilled(form: FormInput, values: Readonly<Record<string, string>>, facts: PrepareFacts): Filled {
  const value = (name: string) => (values[name] ?? '').trim();
  const errors: Record<string, string> = {};
  if (value('phone') === '') errors['phone'] = 'Enter your mobile number.';
  for (const { key, required } of form.fields)
    if (required && value(key) === '') errors[key] = `Enter your ${fieldWords[key].label.toLowerCase()}.`;
  const answers: Record<string, string> = {};
  for (const [at, { label, required }] of form.questions.entries()) {
    const answer = value(`question_${at}`);
    if (answer !== '') answers[label] = answer.replace(/\p{Cc}+/gu, ' ').slice(0, 500);
    else if (required) errors[`question_${at}`] = 'Answer this question.';
  }
  const agrees = values['consent'] === 'yes';
  if (form.consent_required && !agrees) errors['consent'] = 'Tick the box if you agree. Without it we may not text you.';
  const person = personOf(form, value, facts, errors);
  const phone = person?.phones?.[0]?.value;
  if (Object.keys(errors).length > 0 || !person || phone === undefined) return { ok: false, errors: inOrder(form, errors) };
  return { ok: true, phone, person, answers, agrees };
}

function personOf(
  form: FormInput,
  value: (name: string) => string,
  facts: PrepareFacts,
  errors: Record<string, string>,
): PreparedContact | undefined {
  const plain = form.fields.flatMap(({ key }) => (key === 'email' || value(key) === '' ? [] : [[key, value(key)] as const]));
  const email = form.fields.some(({ key }) => key === 'email') ? value('email') : '';
  const read = ContactInput.safeParse({
    ...Object.fromEntries(plain),
    ...(value('phone') === '' ? {} : { phones: [value('phone')] }),
    ...(email === '' ? {} : { emails: [email] }),
  });
  if (!read.success) {
    for (const { path, message } of read.error.issues) errors[inputOf(String(path[0]))] ??= sentence(message);
    return undefined;
  }
  try {
    return prepareContact(read.data, facts);
  } catch (error) {
    if (!(error instanceof Refusal) || !error.fields) throw error;
    for (const { field, message } of error.fields) errors[inputOf(field.split('.')[1] ?? '')] ??= sentence(message);
    return undefined;
  }
}

const inputOf = (name: string): string => (name === 'phones' ? 'phone' : name === 'emails' ? 'email' : name);

/** "must be a date" as it is said to the person who typed it. */
function sentence(message: string): string {
  const said = /^(must|may|needs|has|is)\b/.test(message) ? `This ${message}` : message;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.!?]$/.test(said) ? '' : '.'}`;
}

/** As the inputs stand on the page, so that the first one at fault gets the cursor. */
function inOrder(form: FormInput, errors: Record<string, string>): Record<string, string> {
  const order = ['phone', ...form.fields.map(({ key }) => key), ...form.questions.map((_, at) => `question_${at}`), 'consent'];
  return Object.fromEntries(order.flatMap((name) => (errors[name] === undefined ? [] : [[name, errors[name]]])));
}
