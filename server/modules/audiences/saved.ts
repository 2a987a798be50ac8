import { checkRules } from '@tidings/core/audience/check-rules';
import { describeRules } from '@tidings/core/audience/describe-rules';
import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import type { AudienceVersion, SavedAudience } from '@tidings/core/contract/saved-audiences';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { loadRuleReferences, resolveRules } from '../contacts/rule-references-store.ts';
import { countPeopleOf } from './count-rules.ts';
import {
  type AudienceRow,
  changeAudience,
  findAudience,
  insertAudience,
  isAudienceNameTaken,
  keepAudienceCount,
  listAudienceRows,
  listVersions,
  setAudienceArchived,
} from './saved-store.ts';

/** Audiences by name, with their rules in words as things are called now. */
export async function listAudiences(
  tx: Tx,
  workspaceId: string,
  wish: Parameters<typeof listAudienceRows>[2],
): Promise<Page<SavedAudience>> {
  const page = await listAudienceRows(tx, workspaceId, wish);
  return { ...page, items: await presentAll(tx, workspaceId, page.items) };
}

export async function getAudience(tx: Tx, workspaceId: string, id: string): Promise<SavedAudience> {
  const row = await findAudience(tx, workspaceId, id);
  if (!row) throw notFound('audience');
  return present(tx, row);
}

interface AudienceInput {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly rules: AudienceRules;
}

/** Saves rules under a name. Refuses rules that name what is not there. */
export async function createAudience(ctx: Context, actor: WorkspaceActor, input: AudienceInput): Promise<SavedAudience> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    await resolveRules(tx, actor.workspaceId, input.rules, 'body.rules');
    return add(tx, actor, input);
  });
}

async function add(tx: Tx, actor: WorkspaceActor, { name, description, rules }: AudienceInput): Promise<SavedAudience> {
  const row = await insertAudience(tx, actor.workspaceId, { name, description: description || null, rules, by: actor.name });
  if (row === undefined) throw nameTaken(name);
  return settle(tx, actor, row, 'audience_created');
}

/** Changes an audience, unless somebody else did since `version`. */
export async function updateAudience(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  change: Partial<AudienceInput> & { readonly version: number },
): Promise<SavedAudience> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const row = await findAudience(tx, actor.workspaceId, id, { forUpdate: true });
    if (!row || row.archived_at) throw notFound('audience');
    if (row.version !== change.version)
      throw new Refusal(
        'version_changed',
        'Somebody changed this audience while you were looking at it. Load it again to see what is there now.',
      );
    const { name = row.name, description = row.description, rules } = change;
    if (await isAudienceNameTaken(tx, actor.workspaceId, name, id)) throw nameTaken(name);
    if (rules !== undefined) await resolveRules(tx, actor.workspaceId, rules, 'body.rules');
    const changed = await changeAudience(tx, row, { name, description: description || null, rules, by: actor.name });
    return settle(tx, actor, changed, 'audience_changed');
  });
}

/** The same rules under another name. Rules that name what is gone are taken along: they can be mended there. */
export async function duplicateAudience(ctx: Context, actor: WorkspaceActor, id: string): Promise<SavedAudience> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const row = await findAudience(tx, actor.workspaceId, id);
    if (!row) throw notFound('audience');
    const short = [...row.name].slice(0, 85).join('');
    for (let n = 1; ; n += 1) {
      const name = `${short} (copy${n === 1 ? '' : ` ${n}`})`;
      if (await isAudienceNameTaken(tx, actor.workspaceId, name, null)) continue;
      return add(tx, actor, { name, description: row.description, rules: row.rules });
    }
  });
}

/** Archives an audience, or brings it back. */
export async function archiveAudience(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  archived: boolean,
): Promise<SavedAudience> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const row = await findAudience(tx, actor.workspaceId, id, { forUpdate: true });
    if (!row) throw notFound('audience');
    if ((row.archived_at !== null) === archived) return present(tx, row);
    if (!archived && (await isAudienceNameTaken(tx, actor.workspaceId, row.name, id))) throw nameTaken(row.name);
    const archived_at = archived ? ctx.clock.now() : null;
    await setAudienceArchived(tx, actor.workspaceId, id, archived_at);
    return settle(tx, actor, { ...row, archived_at }, archived ? 'audience_archived' : 'audience_restored');
  });
}

/** Counts an audience now and remembers the number. */
export async function countAudienceNow(ctx: Context, actor: WorkspaceActor, id: string): Promise<SavedAudience> {
  const { workspaceId } = actor;
  const row = await ctx.db.workspace(workspaceId, (tx) => findAudience(tx, workspaceId, id));
  if (!row) throw notFound('audience');
  const counted = await countPeopleOf(ctx, workspaceId, row.rules, 'audience');
  return ctx.db.workspace(workspaceId, async (tx) => {
    await keepAudienceCount(tx, row, counted);
    return getAudience(tx, workspaceId, id);
  });
}

/** What an audience was before each change, the latest first. */
export async function listAudienceVersions(
  tx: Tx,
  workspaceId: string,
  id: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<AudienceVersion>> {
  if (!(await findAudience(tx, workspaceId, id))) throw notFound('audience');
  const [below] = decodeCursor(cursor, 1) ?? [];
  if (below !== undefined && !Number.isInteger(below))
    throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
  const rows = await listVersions(tx, workspaceId, id, {
    below: below === undefined ? undefined : Number(below),
    limit: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.version]);
  const references = await loadRuleReferences(
    tx,
    workspaceId,
    page.items.map((row) => row.rules),
  );
  const items = page.items.map(({ version, name, rules, changed_by_name, created_at }) => {
    return {
      version,
      name,
      rules,
      words: describeRules(rules, references),
      changed_by_name,
      created_at: created_at.toISOString(),
    };
  });
  return { ...page, items };
}

function nameTaken(name: string): Refusal {
  return new Refusal('already_exists', `There is an audience called ${name} already.`, {
    fields: [{ field: 'body.name', message: 'is the name of another audience' }],
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, row: AudienceRow, action: string): Promise<SavedAudience> {
  await recordActivity(tx, actor, { action, objectKind: 'audience', objectId: row.id, objectLabel: row.name });
  await announce(tx, actor.workspaceId, { topic: 'lists', id: row.id });
  return present(tx, row);
}

async function present(tx: Tx, row: AudienceRow): Promise<SavedAudience> {
  const [one] = await presentAll(tx, row.workspace_id, [row]);
  if (!one) throw new Error('A row is presented as one.');
  return one;
}

async function presentAll(tx: Tx, workspaceId: string, rows: readonly AudienceRow[]): Promise<SavedAudience[]> {
  const references = await loadRuleReferences(
    tx,
    workspaceId,
    rows.map((row) => row.rules),
  );
  return rows.map(({ workspace_id: _, ...row }) => {
    const [problem] = checkRules(row.rules, references);
    return {
      ...row,
      words: describeRules(row.rules, references),
      problem: problem === undefined ? null : `It ${problem.message}.`,
      counted_at: row.counted_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
      updated_at: row.updated_at.toISOString(),
      archived_at: row.archived_at?.toISOString() ?? null,
    };
  });
}
