import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { Exchange, Route } from '../../http/route.ts';
import { Refusal } from '../../lib/errors.ts';
import { findKept, followMerges } from './merged-store.ts';

/** Tells a program that asked by the id of a merged contact under which id the person goes on. */
export const keptContactHeader = 'tidings-kept-contact';

/** What is deleted is who was named: a program that clears up its own duplicates must not take away the person who was kept. */
const followsNobody: ReadonlySet<string> = new Set(['deleteContact', 'deleteContacts']);

interface Call {
  readonly ctx: Context;
  readonly actor: { readonly workspaceId?: string } | undefined;
  readonly params: { readonly contact_id?: string } | undefined;
  readonly query: { readonly contact_id?: string } | undefined;
  readonly body: unknown;
  readonly exchange: Exchange;
}

interface Body {
  readonly contact_ids?: readonly string[];
  readonly as_contact_id?: string;
  readonly target?: { readonly ids?: readonly string[]; readonly except_ids?: readonly string[] };
}

/**
 * Lets every route that takes ids of contacts, in its path, its query or its body, mean by the id of somebody who was merged the contact who
 * was kept (docs/people.md). An answer to an id in the path says the kept one in a header. Here for all of them, so that no route can forget it.
 */
export function followMerged(route: Route): Route {
  const handle = route.handle as (call: Call) => Promise<unknown>;
  const followed = async (call: Call): Promise<unknown> => {
    const workspaceId = call.actor?.workspaceId;
    const body = call.body !== null && typeof call.body === 'object' ? (call.body as Body) : {};
    if (workspaceId === undefined || !namesContacts(call, body)) return handle(call);
    const parts = await call.ctx.db.workspace(workspaceId, (tx) => follow(tx, workspaceId, route, call, body));
    return handle({ ...call, ...parts });
  };
  return { ...route, handle: followed as Route['handle'] };
}

function namesContacts({ params, query }: Call, body: Body): boolean {
  if (params?.contact_id !== undefined || query?.contact_id !== undefined) return true;
  const { contact_ids: ids, as_contact_id: as, target } = body;
  return [ids, as, target?.ids, target?.except_ids].some((part) => part !== undefined);
}

async function follow(tx: Tx, workspaceId: string, { name }: Route, { params, query, body, exchange }: Call, named: Body) {
  const parts: { params?: object; query?: object; body?: unknown } = {};
  const kept = params?.contact_id && (await findKept(tx, workspaceId, params.contact_id));
  if (kept) {
    if (followsNobody.has(name)) throw wasMergedInto(kept);
    exchange.setHeader(keptContactHeader, kept);
    parts.params = { ...params, contact_id: kept };
  }
  const keptInQuery = query?.contact_id && (await findKept(tx, workspaceId, query.contact_id));
  if (keptInQuery) parts.query = { ...query, contact_id: keptInQuery };
  const changed = await followBody(tx, workspaceId, named, !followsNobody.has(name));
  if (Object.keys(changed).length > 0) parts.body = { ...(body as object), ...changed };
  return parts;
}

/** The parts of a body that name contacts, with the kept ones. Of a target that is to be deleted only the exceptions. */
async function followBody(tx: Tx, workspaceId: string, body: Body, all: boolean): Promise<Body> {
  const { contact_ids: ids, as_contact_id: as, target } = body;
  const one = async (id: string) => (await findKept(tx, workspaceId, id)) ?? id;
  const each = (wanted: readonly string[]) => followMerges(tx, workspaceId, wanted);
  return {
    ...(ids ? { contact_ids: await each(ids) } : {}),
    ...(as ? { as_contact_id: await one(as) } : {}),
    ...(target?.ids && all ? { target: { ...target, ids: await each(target.ids) } } : {}),
    ...(target?.except_ids ? { target: { ...target, except_ids: await each(target.except_ids) } } : {}),
  };
}

function wasMergedInto(kept: string): Refusal {
  return new Refusal(
    'conflict',
    `This contact was merged into another, who goes on under the id ${kept}. Delete that one, or undo the merge.`,
    {
      fields: [{ field: 'params.contact_id', message: 'was merged into another contact', code: `contact:${kept}` }],
    },
  );
}
