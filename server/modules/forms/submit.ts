import { formatPhone } from '@tidings/core/contacts/phone-format';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { joinList } from '../compliance/join-list.ts';
import { senderFor } from '../connections/sender-for.ts';
import { recallErased } from '../contacts/erased.ts';
import { listFields } from '../contacts/fields-store.ts';
import { countryOf, insertContact } from '../contacts/store.ts';
import { lockNumber } from '../messages/inbound-store.ts';
import { type AskedField, askedFields } from './asked.ts';
import { countedOf, withinLimit } from './limits.ts';
import { formPage, messagePage, thanksPage } from './page.ts';
import { bitsFor, solves } from './puzzle.ts';
import { type Filled, readFilled } from './read.ts';
import { countTaken, type FormRow, findFormBySlug } from './store.ts';
import { makeToken, readToken } from './token.ts';
import { whoSignsUp } from './who-signs-up.ts';

/** A page as it is answered. */
export interface PublicPage {
  readonly status: number;
  readonly html: string;
}

const missing: PublicPage = {
  status: 404,
  html: messagePage('There is no form here', 'The address may not be complete, or the form was taken away.'),
};

const closed = (form: FormRow): PublicPage => ({
  status: 200,
  html: messagePage(form.title, form.closed_words ?? 'This form is closed. Thank you for your interest.'),
});

const tooMany: PublicPage = {
  status: 429,
  html: messagePage('Try again later', 'Too many people signed up from your connection in the last hour. Nothing was sent.'),
};

/** The sign-up page, or why it is not there. */
export async function showForm(ctx: Context, slug: string): Promise<PublicPage> {
  const form = await ctx.db.system((tx) => findFormBySlug(tx, slug));
  if (!form) return missing;
  if (!form.open) return closed(form);
  const asked = await ctx.db.workspace(form.workspace_id, (tx) => askedOf(tx, form));
  return { status: 200, html: formPage({ form, asked, token: await newToken(ctx, form), values: {}, errors: {} }) };
}

const askedOf = async (tx: Tx, form: FormRow): Promise<readonly AskedField[]> =>
  askedFields(form, await listFields(tx, form.workspace_id));

/** A page's token, with a puzzle as hard as the last minutes ask for. */
async function newToken(ctx: Context, form: FormRow): Promise<string> {
  return makeToken(ctx, form.id, bitsFor(await countedOf(ctx, 'form_rate', form.id)));
}

/** Who sent a form in. */
export interface Visitor {
  readonly ip: string;
  readonly userAgent: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * Takes what somebody sent in. Whoever is right is thanked in the same words, on the list before or not, suppressed or not, asked too often or
 * not: the page tells nobody about anybody. What a program sent is thanked, too, and forgotten.
 */
export async function submitForm(ctx: Context, slug: string, values: Values, visitor: Visitor): Promise<PublicPage> {
  const form = await ctx.db.system((tx) => findFormBySlug(tx, slug));
  if (!form) return missing;
  if (!form.open) return closed(form);
  const token = values['token'] ?? '';
  const { state, challenge, bits } = readToken(ctx, form.id, token);
  const { asked, filled } = await ctx.db.workspace(form.workspace_id, (tx) => readValues(ctx, tx, form, values));
  const again = (change: { errors?: Record<string, string>; notice?: string; token?: string }): PublicPage => ({
    status: 422,
    html: formPage({ form, asked, token, values, errors: {}, ...change }),
  });
  if (!filled.ok)
    return again({ errors: filled.errors, ...(state === 'bad' || state === 'old' ? { token: await newToken(ctx, form) } : {}) });
  if (state === 'quick') return again({ notice: 'That was very quick. Please look once more and press the button again.' });
  if (state !== 'good')
    return again({
      token: await newToken(ctx, form),
      notice: 'This page was open for a long time. Please press the button once more.',
    });
  if (!(await mayCome(ctx, form, visitor, solves(challenge, values['proof'] ?? '', bits)))) return tooMany;
  const thanks = { status: 200, html: thanksPage(form, await numberOf(ctx, form.workspace_id)) };
  if ((values['website'] ?? '') !== '') return thanks;
  // The button pressed twice, or the page sent again: it was taken the first time.
  if (!(await withinLimit(ctx, 'form_token', token))) return thanks;
  if (!(await withinLimit(ctx, 'form_number', `${form.workspace_id} ${filled.phone}`))) return thanks;
  await take(ctx, form, filled, visitor);
  return thanks;
}

/** Counts one more against the limits of the connection, which are narrow for whoever brings no answer to the puzzle: most programs. */
async function mayCome(ctx: Context, form: FormRow, { ip }: Visitor, solved: boolean): Promise<boolean> {
  await withinLimit(ctx, 'form_rate', form.id);
  if (!(await withinLimit(ctx, 'form_ip', ip))) return false;
  return solved || ((await withinLimit(ctx, 'form_plain_ip', ip)) && (await withinLimit(ctx, 'form_plain', form.id)));
}

async function readValues(
  ctx: Context,
  tx: Tx,
  form: FormRow,
  values: Values,
): Promise<{ asked: readonly AskedField[]; filled: Filled }> {
  const fields = await listFields(tx, form.workspace_id);
  const asked = askedFields(form, fields);
  const today = ctx.clock.now().toISOString().slice(0, 10);
  const facts = { country: await countryOf(tx, form.workspace_id), fields, today };
  return { asked, filled: readFilled(form, asked, values, facts) };
}

/**
 * Somebody new becomes a contact, also beside others who have the number; whoever is known keeps their details, as anybody may have typed their
 * number.
 */
async function take(ctx: Context, form: FormRow, filled: Extract<Filled, { ok: true }>, visitor: Visitor): Promise<void> {
  const { workspace_id: workspaceId } = form;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const emails = (filled.person.emails ?? []).map((one) => one.value);
    await recallErased(ctx, tx, workspaceId, [filled.phone, ...emails]);
    await lockNumber(tx, workspaceId, filled.phone);
    const known = await whoSignsUp(tx, workspaceId, filled.phone, filled.person.columns);
    const contactId = known ?? (await insertContact(tx, workspaceId, 'form', filled.person));
    await joinList(tx, {
      workspaceId,
      contactId,
      address: filled.phone,
      listId: form.list_id,
      source: 'form',
      purpose: form.purpose,
      wording: form.wording,
      method: `Form “${form.title}”`,
      evidence: {
        form_id: form.id,
        page: `${ctx.publicUrl}/f/${form.slug}`,
        ip: visitor.ip,
        browser: visitor.userAgent.slice(0, 200),
        submitted_at: ctx.clock.now().toISOString(),
      },
      asksYes: form.asks_yes,
      agrees: filled.agrees,
      answers: filled.answers,
      sandbox: false,
    });
    await countTaken(tx, workspaceId, form.id);
  });
}

/** The number that texts come from, for the words about START; null where there is none to text to. */
async function numberOf(ctx: Context, workspaceId: string): Promise<string | null> {
  try {
    const sender = await ctx.db.workspace(workspaceId, (tx) => senderFor(tx, workspaceId, 'sms'));
    return sender.kind === 'number' ? formatPhone(sender.address) : null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
