import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { NewSource, SourceChange, SourceKind } from '@tidings/core/contract/sources';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { readIdCursor, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { tableProvider } from '../../providers/sheets/registry.ts';
import { recordActivity } from '../audit/service.ts';
import { refuseBadMapping } from '../imports/mapping.ts';
import { makeFields } from '../imports/service.ts';
import { openSource, sealSource } from './secrets.ts';
import {
  changeSource,
  deleteSource,
  findListInUse,
  findSource,
  insertSource,
  listSourceRows,
  lockSource,
  mostOfList,
  type SourceRow,
} from './store.ts';
import { planNext } from './sync.ts';
import { begin, dropOpen } from './sync-service.ts';
import { latestSyncs, type SyncRow } from './syncs-store.ts';

/** A source with its latest sync. */
export interface SourceWithSync {
  readonly source: SourceRow;
  readonly sync: SyncRow | undefined;
}

export async function pageOfSources(
  ctx: Context,
  actor: WorkspaceActor,
  query: { limit: number; cursor?: string | undefined; list_id?: string | undefined },
) {
  const { workspaceId } = actor;
  const after = readIdCursor(query.cursor) ?? undefined;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const rows = await listSourceRows(tx, workspaceId, { listId: query.list_id, after, limit: query.limit + 1 });
    const page = toPage(rows, query.limit, (row) => [row.id]);
    const syncs = new Map(
      (
        await latestSyncs(
          tx,
          workspaceId,
          page.items.map(({ id }) => id),
        )
      ).map((one) => [one.source_id, one]),
    );
    return { ...page, items: page.items.map((source): SourceWithSync => ({ source, sync: syncs.get(source.id) })) };
  });
}

export async function getSource(ctx: Context, actor: WorkspaceActor, id: string): Promise<SourceWithSync> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => withSync(tx, await accessSource(tx, actor.workspaceId, id)));
}

/** A source of the workspace. Throws "not found" otherwise. */
export async function accessSource(tx: Tx, workspaceId: string, id: string): Promise<SourceRow> {
  const source = await findSource(tx, workspaceId, id);
  if (!source) throw notFound('source');
  return source;
}

async function withSync(tx: Tx, source: SourceRow): Promise<SourceWithSync> {
  const [sync] = await latestSyncs(tx, source.workspace_id, [source.id]);
  return { source, sync };
}

/** Connects a list with a source, and begins to read its columns. */
export async function createSource(ctx: Context, actor: WorkspaceActor, wish: NewSource): Promise<SourceWithSync> {
  const { workspaceId } = actor;
  const { list_id: listId, kind } = wish;
  const place = placed(kind, wish.address, wish.service_account ?? null);
  return ctx.db.workspace(workspaceId, async (tx) => {
    const list = await findListInUse(tx, workspaceId, listId);
    if (!list) throw badField('body.list_id', 'names a list that is not there or was archived');
    const owner = { id: newId(), workspace_id: workspaceId };
    const source = await insertSource(
      tx,
      { id: owner.id, workspaceId, listId, createdByName: actor.name },
      {
        name: wish.name ?? (await nameFor(tx, workspaceId, listId, `${kindWords[kind]} of ${list.name}`.slice(0, 90))),
        kind,
        address_hint: place.hint,
        account_email: place.accountEmail,
        tab: wish.tab || null,
        secrets: sealSource(ctx, owner, { address: wish.address, serviceAccount: wish.service_account ?? null }),
      },
    );
    if (!source)
      throw new Refusal('conflict', `This list has ${mostOfList} sources already. Disconnect one first, or change its address.`);
    await changeSource(tx, workspaceId, source.id, settingsOf(wish));
    await begin(ctx, tx, actor, source, 'read');
    await recordActivity(tx, actor, {
      action: 'source_connected',
      objectKind: 'list',
      objectId: listId,
      objectLabel: source.name,
    });
    return withSync(tx, await accessSource(tx, workspaceId, source.id));
  });
}

/** A name that no other source of the list has. */
async function nameFor(tx: Tx, workspaceId: string, listId: string, name: string): Promise<string> {
  const others = await listSourceRows(tx, workspaceId, { listId, after: undefined, limit: mostOfList });
  const taken = new Set(others.map((one) => one.name));
  for (let n = 2, free = name; ; n += 1) {
    if (!taken.has(free)) return free;
    free = `${name} (${n})`;
  }
}

const kindWords: Readonly<Record<SourceKind, string>> = {
  apps_script: 'Google Sheet',
  published_csv: 'Google Sheet',
  sheets_api: 'Google Sheet',
  csv_url: 'CSV file',
};

function placed(kind: SourceKind, address: string, serviceAccount: string | null) {
  const place = tableProvider(kind).check({ address, serviceAccount });
  if (!('errors' in place)) return place;
  const words = place.errors.map(({ field, message }) => `${field}: ${message}`).join(' ');
  const fields = place.errors.map(({ field, message }) => ({ field: `body.${field}`, message }));
  throw new Refusal('invalid_request', words, { fields });
}

function settingsOf({ schedule, on_removed, stop_below_percent, fresh_minutes }: SourceChange) {
  return {
    ...(schedule === undefined ? {} : { schedule: JSON.stringify(schedule) }),
    ...(on_removed === undefined ? {} : { on_removed }),
    ...(stop_below_percent === undefined ? {} : { stop_below_percent }),
    // A change of nothing is still a change that SQL can write.
    fresh_minutes: fresh_minutes === undefined ? 60 : fresh_minutes,
  };
}

export async function updateSource(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  change: SourceChange,
): Promise<SourceWithSync> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const source = await lockSource(tx, workspaceId, id);
    if (!source) throw notFound('source');
    const secrets = openSource(ctx, source);
    const address = change.address ?? secrets.address;
    const serviceAccount = change.service_account ?? secrets.serviceAccount;
    const place = placed(source.kind, address, serviceAccount);
    await changeSource(tx, workspaceId, id, {
      name: change.name ?? source.name,
      ...settingsOf({
        ...change,
        fresh_minutes: change.fresh_minutes === undefined ? source.fresh_minutes : change.fresh_minutes,
      }),
      tab: change.tab === undefined ? source.tab : change.tab || null,
      address_hint: place.hint,
      account_email: place.accountEmail,
      secrets: sealSource(ctx, source, { address, serviceAccount }),
    });
    const moved = address !== secrets.address || (change.tab !== undefined && (change.tab || null) !== source.tab);
    // What another sheet would change is looked at first, as with a new source.
    if (moved && source.state === 'active') await changeSource(tx, workspaceId, id, { state: 'mapped' });
    const changed = moved || serviceAccount !== secrets.serviceAccount;
    if (changed) await dropOpen(ctx, tx, workspaceId, id);
    if (changed) await begin(ctx, tx, actor, source, 'read');
    await planNext(ctx, tx, workspaceId, id);
    await recordActivity(tx, actor, {
      action: 'source_changed',
      objectKind: 'list',
      objectId: source.list_id,
      objectLabel: source.name,
    });
    await announce(tx, workspaceId, { topic: 'sources', id });
    return withSync(tx, await accessSource(tx, workspaceId, id));
  });
}

/** Disconnects a source. A sync under way ends with the portion it is at; the people stay. */
export async function removeSource(ctx: Context, actor: WorkspaceActor, id: string): Promise<void> {
  const { workspaceId } = actor;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const source = await accessSource(tx, workspaceId, id);
    await dropOpen(ctx, tx, workspaceId, id);
    await deleteSource(tx, workspaceId, id);
    await recordActivity(tx, actor, {
      action: 'source_removed',
      objectKind: 'list',
      objectId: source.list_id,
      objectLabel: source.name,
    });
    await announce(tx, workspaceId, { topic: 'sources', id });
  });
}

/** Chooses what the columns become. Every row counts as changed after it, and what that does is shown before it is done. */
export async function setMapping(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  mapping: ImportMapping,
): Promise<SourceWithSync> {
  const { workspaceId } = actor;
  const before = await ctx.db.workspace(workspaceId, async (tx) => {
    const source = await accessSource(tx, workspaceId, id);
    if (source.columns === null)
      throw new Refusal('wrong_state', 'The columns were not read yet. Wait until they are, then choose.');
    refuseUnnamed(source, mapping);
    const shape = {
      columns: source.columns,
      encoding: 'utf-8',
      delimiter: ',',
      newline: '\n',
      has_header: true,
      sample_rows: [],
      notices: [],
    } as const;
    await refuseBadMapping(tx, workspaceId, shape, mapping, [source.list_id]);
    return source;
  });
  const settled = await makeFields(ctx, actor, mapping);
  return ctx.db.workspace(workspaceId, async (tx) => {
    const source = await lockSource(tx, workspaceId, id);
    if (!source) throw notFound('source');
    if (JSON.stringify(source.columns) !== JSON.stringify(before.columns)) {
      throw new Refusal('conflict', 'The columns were read anew meanwhile. Look at them again.');
    }
    await dropOpen(ctx, tx, workspaceId, id);
    const next = { mapping: JSON.stringify(settled), mapping_version: source.mapping_version + 1, state: 'mapped' } as const;
    const changed = await changeSource(tx, workspaceId, id, next);
    await announce(tx, workspaceId, { topic: 'sources', id });
    return withSync(tx, changed);
  });
}

/** A column without a name cannot be found again once somebody moves it. */
function refuseUnnamed({ columns }: SourceRow, mapping: ImportMapping): void {
  const errors = mapping.columns.flatMap(({ column, target }, at) => {
    const unnamed = columns?.some((one) => one.column === column && one.name === `Column ${column + 1}`) ?? false;
    const message = `Column ${column + 1} has no name in the first row of the sheet. Give it one there, then read the columns again.`;
    return target !== 'ignore' && unnamed ? [{ field: `body.columns.${at}.column`, message }] : [];
  });
  if (errors.length > 0) throw new Refusal('invalid_request', errors.map(({ message }) => message).join(' '), { fields: errors });
}
