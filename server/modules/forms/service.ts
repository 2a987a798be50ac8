import type { Form, FormInput } from '@tidings/core/contract/forms';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { brandOf } from '../compliance/keyword-texts-service.ts';
import { findList, type ListRow } from '../lists/store.ts';
import { slugOf } from '../workspaces/slug.ts';
import { type FormRow, findForm, putForm } from './store.ts';

const urlOf = (ctx: Context, slug: string) => `${ctx.publicUrl}/f/${slug}`;

export async function getForm(ctx: Context, tx: Tx, workspaceId: string, listId: string) {
  const list = await accessList(tx, workspaceId, listId);
  const row = await findForm(tx, workspaceId, listId);
  return {
    form: row ? present(ctx, row) : null,
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
  return present(ctx, row);
}

/** A list in use. */
export async function accessList(tx: Tx, workspaceId: string, listId: string): Promise<ListRow> {
  const list = await findList(tx, workspaceId, listId);
  if (!list || list.archived_at) throw notFound('list');
  return list;
}

function present(ctx: Context, { workspace_id: _, created_at: __, updated_at, ...row }: FormRow): Form {
  return {
    ...row,
    fields: [...row.fields],
    questions: [...row.questions],
    url: urlOf(ctx, row.slug),
    updated_at: updated_at.toISOString(),
  };
}
