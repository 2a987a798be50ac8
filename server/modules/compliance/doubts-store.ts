import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { OptOutDoubtsTable } from '../../db/tables/opt-out-doubts.ts';

export type DoubtRow = Selectable<OptOutDoubtsTable>;
export type DoubtDecision = NonNullable<DoubtRow['decision']>;

export interface NewDoubt {
  readonly workspaceId: string;
  readonly contactId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly messageId: string;
  readonly body: string;
  readonly rule: string;
  readonly language: 'en' | 'es';
  readonly sandbox: boolean;
  readonly askedAt: Date;
}

/**
 * What waits for an answer is looked at again so often: it expires where it is of no use any more, and waits on otherwise. Often enough for a
 * broadcast with a deadline to end, seldom enough that nobody's trail is full of it.
 */
const lookAgainHours = 24;
const lookAgainAt = sql<Date>`date_trunc('milliseconds', now() + make_interval(hours => ${sql.lit(lookAgainHours)}))`;

/**
 * Asks about an address, or adds to the question that is open: it is about the last text then. What is played in the sandbox never replaces
 * what a person really wrote. Returns the open question.
 */
export async function upsertDoubt(tx: Tx, doubt: NewDoubt): Promise<DoubtRow> {
  const before = await findOpenDoubt(tx, doubt.workspaceId, doubt.channel, doubt.address, true);
  if (before && doubt.sandbox && !before.sandbox) return before;
  const values = {
    contact_id: doubt.contactId,
    message_id: doubt.messageId,
    body: doubt.body,
    rule: doubt.rule,
    language: doubt.language,
    sandbox: doubt.sandbox,
    asked_at: doubt.askedAt,
    holds_until: lookAgainAt,
  };
  return before
    ? tx
        .updateTable('opt_out_doubts')
        .set({ ...values, texts: sql<number>`texts + 1` })
        .where('id', '=', before.id)
        .returningAll()
        .executeTakeFirstOrThrow()
    : tx
        .insertInto('opt_out_doubts')
        .values({ ...values, workspace_id: doubt.workspaceId, channel: doubt.channel, address: doubt.address })
        .returningAll()
        .executeTakeFirstOrThrow();
}

/**
 * Gives open questions whose time has come another day: nobody has answered, so what waits for them waits on. Purpose: what each worker asks
 * every second; one probe of a partial index that is nearly always empty. System scope.
 */
export async function renewDoubts(tx: Tx): Promise<void> {
  await sql`
    update opt_out_doubts set holds_until = ${lookAgainAt} where id in (
      select id from opt_out_doubts where released_at is null and holds_until <= now() + interval '1 minute' and decided_at is null
      order by id limit 100 for update skip locked)`.execute(tx);
}

/** How many questions are open since a moment or longer, and since when the oldest is. */
export async function countOldDoubts(
  tx: Tx,
  workspaceId: string,
  askedBefore: Date,
): Promise<{ readonly open: number; readonly since: Date | null }> {
  const row = await tx
    .selectFrom('opt_out_doubts')
    .select((count) => [count.fn.countAll<number>().as('open'), count.fn.min('asked_at').as('since')])
    .where('workspace_id', '=', workspaceId)
    .where('decided_at', 'is', null)
    .where('asked_at', '<=', askedBefore)
    .executeTakeFirst();
  return { open: Number(row?.open ?? 0), since: row?.since ?? null };
}

export async function findOpenDoubt(
  tx: Tx,
  workspaceId: string,
  channel: Channel,
  address: string,
  lock = false,
): Promise<DoubtRow | undefined> {
  const query = tx
    .selectFrom('opt_out_doubts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('decided_at', 'is', null);
  return (lock ? query.forUpdate() : query).executeTakeFirst();
}

export async function findDoubt(tx: Tx, workspaceId: string, id: string): Promise<DoubtRow | undefined> {
  return tx
    .selectFrom('opt_out_doubts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
}

/** The last question about a contact, open or decided. */
export async function findLastDoubt(tx: Tx, workspaceId: string, contactId: string): Promise<DoubtRow | undefined> {
  return tx
    .selectFrom('opt_out_doubts')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .orderBy('id', 'desc')
    .executeTakeFirst();
}

export interface DoubtAbout {
  readonly workspaceId: string;
  readonly channel: Channel;
  readonly address: string;
  /** Said on a sandbox phone: decides only what was played there. */
  readonly sandbox?: boolean;
}

/** Decides the open question about an address, if there is one. Returns it. */
export async function closeDoubt(
  tx: Tx,
  about: DoubtAbout,
  decision: DoubtDecision,
  by: string | null,
): Promise<DoubtRow | undefined> {
  let query = tx
    .updateTable('opt_out_doubts')
    .set({ decided_at: sql<Date>`now()`, decision, decided_by: by })
    .where('workspace_id', '=', about.workspaceId)
    .where('channel', '=', about.channel)
    .where('address', '=', about.address)
    .where('decided_at', 'is', null);
  if (about.sandbox) query = query.where('sandbox', '=', true);
  return query.returningAll().executeTakeFirst();
}

/** Ends what was played on the sandbox phones: the workspace goes live. */
export async function endSandboxDoubts(tx: Tx, workspaceId: string): Promise<void> {
  await tx
    .updateTable('opt_out_doubts')
    .set({ decided_at: sql<Date>`now()`, decision: 'lapsed', decided_by: null })
    .where('workspace_id', '=', workspaceId)
    .where('sandbox', '=', true)
    .where('decided_at', 'is', null)
    .execute();
}

/** Questions that are open, the newest first, with the name of the contact; from below `beforeId`. */
export async function listOpenDoubts(tx: Tx, workspaceId: string, limit: number, beforeId: string | undefined) {
  let query = tx
    .selectFrom('opt_out_doubts as d')
    .leftJoin('contacts as c', 'c.id', 'd.contact_id')
    .selectAll('d')
    .select(
      sql<string | null>`coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''))`.as(
        'name',
      ),
    )
    .where('d.workspace_id', '=', workspaceId)
    .where('d.decided_at', 'is', null);
  if (beforeId) query = query.where('d.id', '<', beforeId);
  return query.orderBy('d.id', 'desc').limit(limit).execute();
}

export async function countOpenDoubts(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx
    .selectFrom('opt_out_doubts')
    .select((count) => count.fn.countAll<number>().as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('decided_at', 'is', null)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
