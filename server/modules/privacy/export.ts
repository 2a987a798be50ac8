import { Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import type { FileAnswer } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { listMessagesOf, readPerson } from './export-store.ts';
import { findPerson, listOwnAddresses } from './person-store.ts';

/** Messages are read and written so many at a time: somebody may have thousands. */
const pageSize = 1_000;

/** Everything about one person in one file, for them: machine readable (GDPR articles 15 and 20). That it was made is in the activity. */
export async function exportPerson(ctx: Context, actor: WorkspaceActor, id: string): Promise<FileAnswer> {
  const { workspaceId } = actor;
  const person = await ctx.db.workspace(workspaceId, async (tx) => {
    const found = await findPerson(tx, workspaceId, id);
    if (!found) throw notFound('contact');
    const addresses = (await listOwnAddresses(tx, workspaceId, id)).map((one) => one.value);
    const kept = await readPerson(tx, workspaceId, id, addresses);
    await recordActivity(tx, actor, {
      action: 'contact_data_exported',
      objectKind: 'contact',
      objectId: id,
      objectLabel: found.name,
    });
    return kept;
  });
  const head = { exported_at: ctx.clock.now().toISOString(), about: 'Everything that is kept about this person', ...person };
  return {
    contentType: 'application/json; charset=utf-8',
    fileName: `person-${id}.json`,
    content: Readable.from(linesOf(ctx, workspaceId, id, head)),
  };
}

async function* linesOf(ctx: Context, workspaceId: string, id: string, head: object): AsyncGenerator<string> {
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "messages": [`;
  let after: string | null = null;
  for (;;) {
    const page = await ctx.db.workspace(workspaceId, (tx) => listMessagesOf(tx, workspaceId, id, after, pageSize));
    const separator = after === null ? '\n    ' : ',\n    ';
    if (page.length > 0) yield separator + page.map((message) => JSON.stringify(message)).join(',\n    ');
    after = page.at(-1)?.id ?? after;
    if (page.length < pageSize) break;
  }
  yield '\n  ]\n}\n';
}
