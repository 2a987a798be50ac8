import { classifyErrorCode } from '@tidings/core/compliance/error-codes';
import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { BodyOf, QueryOf } from '@tidings/core/contract/endpoint';
import type { Suppression, suppressionsApi } from '@tidings/core/contract/suppressions';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { readAddress } from './addresses.ts';
import { readTextSettings } from './keyword-texts-store.ts';
import { liftOptOut, optIn, optOut } from './opt-out.ts';
import { forgetFailures } from './soft-failures-store.ts';
import { suppress } from './suppress.ts';
import {
  endSuppression,
  findSuppression,
  listHistory,
  listSuppressionRows,
  type SuppressionFilter,
  type SuppressionRow,
} from './suppressions-store.ts';

type Filter = QueryOf<(typeof suppressionsApi)['exportSuppressions']>;
type Listed = SuppressionRow & { readonly contact?: { id: string; name: string | null } | null };

function presentSuppression(row: Listed): Suppression {
  return {
    id: row.id,
    channel: row.channel,
    address: row.address,
    kind: row.kind,
    reason: row.reason,
    source: row.source,
    sandbox: row.sandbox,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    removed_at: row.removed_at?.toISOString() ?? null,
    removed_by: row.removed_by,
    removed_reason: row.removed_reason,
    contact: row.contact ?? null,
    by_start_only: row.kind === 'opt_out' && saidByPerson(row),
    failures: failuresOf(row),
  };
}

interface KeptFailure {
  readonly message_id?: string;
  readonly error_code?: number;
  readonly at?: number;
}

/** The failed messages that stand behind it: one whose code says enough, or several that were counted. */
function failuresOf(row: SuppressionRow): Suppression['failures'] {
  if (row.source !== 'delivery_failure') return [];
  const { failures, ...single } = row.evidence as KeptFailure & { failures?: readonly KeptFailure[] };
  return (failures ?? [single]).flatMap(({ message_id, error_code, at }) =>
    message_id === undefined || error_code === undefined
      ? []
      : [
          {
            message_id,
            error_code,
            words: classifyErrorCode(error_code).words,
            at: at === undefined ? row.created_at.toISOString() : new Date(at).toISOString(),
          },
        ],
  );
}

/** What people type when they look for a number: digits in any notation, or part of an address. */
function toFilter(query: Filter): SuppressionFilter {
  const typed = query.search?.trim().toLowerCase() ?? '';
  const search = /^[\d\s().+-]+$/.test(typed) ? typed.replace(/\D/g, '') : typed;
  return {
    channel: query.channel,
    kinds: query.kind,
    ...(search === '' ? {} : { search }),
    removed: query.removed ?? false,
  };
}

export async function listSuppressions(
  tx: Tx,
  workspaceId: string,
  query: QueryOf<(typeof suppressionsApi)['listSuppressions']>,
): Promise<Page<Suppression>> {
  const [before] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await listSuppressionRows(tx, workspaceId, toFilter(query), query.limit + 1, before ? String(before) : undefined);
  const page = toPage(rows, query.limit, (row) => [row.id]);
  return { ...page, items: page.items.map(presentSuppression) };
}

export async function getHistory(tx: Tx, workspaceId: string, id: string): Promise<Suppression[]> {
  const row = await accessSuppression(tx, workspaceId, id);
  return (await listHistory(tx, workspaceId, row.channel, row.address)).map(presentSuppression);
}

export async function addSuppression(
  tx: Tx,
  actor: WorkspaceActor,
  wish: BodyOf<(typeof suppressionsApi)['addSuppression']>,
): Promise<Suppression> {
  const workspace = await readTextSettings(tx, actor.workspaceId);
  if (!workspace) throw notFound('workspace');
  const read = readAddress(wish.address, wish.channel, workspace.country);
  if (!read.ok) throw badField('body.address', read.words);
  const source = actor.kind === 'api_key' ? ('api' as const) : ('member' as const);
  const common = { workspaceId: actor.workspaceId, channel: wish.channel, address: read.address, source };
  const { suppression, added } =
    wish.kind === 'opt_out'
      ? await optOut(tx, { ...common, words: wish.reason ?? 'recorded by a member', actorName: actor.name })
      : await suppress(tx, { ...common, kind: wish.kind, reason: wish.reason ?? null, createdBy: actor.name });
  if (!added) throw new Refusal('already_exists', `${read.address} is on the suppression list already.`);
  await recordActivity(tx, actor, {
    action: 'suppression_added',
    objectKind: 'suppression',
    objectId: suppression.id,
    details: { kind: wish.kind },
  });
  return presentSuppression(suppression);
}

export async function removeSuppression(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  wish: BodyOf<(typeof suppressionsApi)['removeSuppression']>,
): Promise<Suppression> {
  const row = await accessSuppression(tx, actor.workspaceId, id);
  if (row.removed_at !== null) throw new Refusal('wrong_state', 'This suppression was removed already.');
  if (row.kind === 'opt_out') await liftForPerson(tx, actor, row, wish);
  else await endSuppression(tx, row, actor.name, wish.reason);
  await forgetFailures(tx, { workspaceId: actor.workspaceId, channel: row.channel, address: row.address });
  await announce(tx, actor.workspaceId, { topic: 'suppressions' });
  await recordActivity(tx, actor, {
    action: 'suppression_removed',
    objectKind: 'suppression',
    objectId: id,
    details: { kind: row.kind, reason: wish.reason, person_asked: wish.person_asked },
  });
  return presentSuppression(await accessSuppression(tx, actor.workspaceId, id));
}

/** Whether the person's own word stands behind it: STOP texted to us, or to the provider, who refuses every text until their START; or that they were deleted for privacy. */
function saidByPerson(row: SuppressionRow): boolean {
  return !row.sandbox && (row.source === 'keyword' || row.source === 'delivery_failure' || row.source === 'privacy');
}

/** Only the person can undo an opt-out. A member who says that they did answers for it: it is recorded as consent, with their words. */
async function liftForPerson(
  tx: Tx,
  actor: WorkspaceActor,
  row: SuppressionRow,
  wish: { readonly reason: string; readonly person_asked: boolean },
): Promise<void> {
  if (saidByPerson(row)) {
    const why = row.source === 'privacy' ? 'Somebody with this number was deleted for privacy.' : 'This person texted STOP.';
    throw new Refusal('wrong_state', `${why} Only they can undo it, by texting START from this phone.`);
  }
  if (!wish.person_asked) {
    throw badField('body.person_asked', 'must be true: an opt-out is lifted only when the person asked for it themselves');
  }
  if (row.channel !== 'sms') return void (await liftOptOut(tx, row, actor.name, wish.reason));
  await optIn(tx, {
    workspaceId: row.workspace_id,
    address: row.address,
    channel: row.channel,
    contactId: (row.evidence as { contact_id?: string }).contact_id ?? null,
    source: 'member',
    words: wish.reason,
    evidence: { person_asked: true, suppression_id: row.id },
    actorName: actor.name,
  });
}

async function accessSuppression(tx: Tx, workspaceId: string, id: string): Promise<SuppressionRow> {
  const row = await findSuppression(tx, workspaceId, id);
  if (!row) throw notFound('suppression');
  return row;
}

const header = [
  'address',
  'channel',
  'kind',
  'reason',
  'source',
  'added_by',
  'added_at',
  'removed_by',
  'removed_at',
  'removed_reason',
];

export function exportSuppressions(ctx: Context, workspaceId: string, query: Filter) {
  const filter = toFilter(query);
  async function* pages() {
    for (let before: string | undefined, more = true; more; ) {
      const rows = await ctx.db.workspace(workspaceId, (tx) => listSuppressionRows(tx, workspaceId, filter, 1_000, before));
      yield rows.map((row) => [
        row.address,
        row.channel,
        row.kind satisfies SuppressionKind,
        row.reason,
        row.source,
        row.created_by,
        row.created_at.toISOString(),
        row.removed_by,
        row.removed_at?.toISOString(),
        row.removed_reason,
      ]);
      before = rows.at(-1)?.id;
      more = rows.length === 1_000;
    }
  }
  return csvFile('suppressions.csv', header, pages());
}
