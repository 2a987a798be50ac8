import type { Form, FormInput } from '@tidings/core/contract/forms';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { brandOf } from '../compliance/keyword-texts-service.ts';
import type { FieldRule } from '../contacts/custom-values.ts';
import { listFields } from '../contacts/fields-store.ts';
import { findList, type ListRow } from '../lists/store.ts';
import { slugOf } from '../workspaces/slug.ts';
import { askedFields } from './asked.ts';
import { formPage } from './page.ts';
import { type FormRow, findForm, putForm } from './store.ts';

const urlOf = (ctx: Context, slug: string) => `${ctx.publicUrl}/f/${slug}`;

export async function getForm(ctx: Context, tx: Tx, workspaceId: string, listId: string) {
  const list = await accessList(tx, workspaceId, listId);
  const row = await findForm(tx, workspaceId, listId);
  const fields = await listFields(tx, workspaceId);
  return {
    form: row ? present(ctx, row, fields) : null,
    suggestion: suggest(list, await brandOf(tx, workspaceId)),
    base_url: urlOf(ctx, ''),
  };
}

/** What a first form holds: who, what, how often, rates, the way out (compliance.md sections 1 and 4). Its editors choose the frequency. */
function suggest(list: ListRow, brand: string): FormInput {
  return {
    slug: `${slugOf(`${brand} ${list.name}`).slice(0, 40)}-${list.id.slice(-4)}`,
    title: list.name,
    intro: null,
    fields: [
      { key: 'first_name', required: false },
      { key: 'last_name', required: false },
    ],
    questions: [],
    purpose: 'all',
    wording: `I agree to get automated texts with news and offers from ${brand} at this number. Msg frequency varies. Msg & data rates may apply. Reply HELP for help, STOP to opt out. Agreeing is not a condition of any purchase.`,
    consent_required: true,
    asks_yes: true,
    button: 'Sign up',
    thanks: null,
    open: false,
    closed_words: null,
  };
}

export async function saveForm(ctx: Context, tx: Tx, actor: WorkspaceActor, listId: string, input: FormInput): Promise<Form> {
  const { workspaceId } = actor;
  const list = await accessList(tx, workspaceId, listId);
  const fields = await listFields(tx, workspaceId);
  refuseUnknownFields(input, fields);
  if (!(await putForm(tx, workspaceId, listId, input))) {
    throw new Refusal('already_exists', 'Another form has this address already. Choose another end of the address.', {
      fields: [{ field: 'body.slug', message: 'is in use already' }],
    });
  }
  await recordActivity(tx, actor, {
    action: 'form_saved',
    objectKind: 'list',
    objectId: listId,
    objectLabel: list.name,
    details: { open: input.open },
  });
  await announce(tx, workspaceId, { topic: 'lists' });
  const row = await findForm(tx, workspaceId, listId);
  if (!row) throw notFound('form');
  return present(ctx, row, fields);
}

function refuseUnknownFields({ fields }: FormInput, rules: readonly FieldRule[]): void {
  const asked = askedFields({ fields }, rules);
  const errors = fields.flatMap(({ key }, at) => {
    const message = `${key} is not a field in use; take it off the form, or restore the field`;
    return asked.some((one) => one.key === key) ? [] : [{ field: `body.fields.${at}.key`, message }];
  });
  if (errors.length > 0)
    throw new Refusal('invalid_request', errors.map(({ message }) => message).join('; '), { fields: errors });
}

/** The page as people would see it, without saving it. */
export async function previewForm(tx: Tx, workspaceId: string, listId: string, form: FormInput): Promise<{ html: string }> {
  await accessList(tx, workspaceId, listId);
  const asked = askedFields(form, await listFields(tx, workspaceId));
  return { html: formPage({ form, asked, token: '', values: {}, errors: {} }) };
}

/** A list in use. */
export async function accessList(tx: Tx, workspaceId: string, listId: string): Promise<ListRow> {
  const list = await findList(tx, workspaceId, listId);
  if (!list || list.archived_at) throw notFound('list');
  return list;
}

/** Without fields that were archived since: its editors do not see them either. */
function present(
  ctx: Context,
  { workspace_id: _, created_at: __, updated_at, ...row }: FormRow,
  rules: readonly FieldRule[],
): Form {
  const asked = askedFields(row, rules);
  return {
    ...row,
    fields: row.fields.filter(({ key }) => asked.some((one) => one.key === key)),
    questions: [...row.questions],
    url: urlOf(ctx, row.slug),
    updated_at: updated_at.toISOString(),
  };
}
