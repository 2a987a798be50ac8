import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually, type TestProduct } from '../../server/testing/product.ts';
import type { SandboxWorkspace } from './live-product.ts';

/** Writes a broadcast to everyone and presses send, over the API. */
export async function sendToEveryone(workspace: SandboxWorkspace, body: string): Promise<string> {
  const manager = workspace.as('manager');
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: { name: 'Sunday', body, audience: { include: [{ kind: 'everyone' }], exclude: [] } },
  });
  if (draft.status !== 201) throw new Error(`No draft: ${draft.text}`);
  const { id, version } = draft.body;
  const sent = await manager.call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });
  if (sent.status >= 300) throw new Error(`Not sent: ${sent.text}`);
  return id;
}

export async function progressOf(workspace: SandboxWorkspace, id: string) {
  const answer = await workspace.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body;
}

/** Waits until nothing of a broadcast moves any more: every message delivered, or ended otherwise. */
export async function whenOver(workspace: SandboxWorkspace, id: string, total: number, withinMs?: number) {
  const over = async () => {
    const { counts, planned } = await progressOf(workspace, id);
    const ended = counts.delivered + counts.failed + counts.skipped + counts.expired + counts.cancelled;
    return planned === total && ended === total ? { ...counts, planned } : undefined;
  };
  return eventually(over, `all ${total} messages of the broadcast have ended`, withinMs);
}

/** The ledger counted from the messages themselves, to compare the counters with. */
export async function countLedger(
  product: TestProduct,
  workspace: SandboxWorkspace,
  sourceId: string,
): Promise<Record<string, number>> {
  const rows = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .selectFrom('messages')
      .select(['state', (count) => count.fn.countAll<number>().as('n')])
      .where('source_id', '=', sourceId)
      .groupBy('state')
      .execute(),
  );
  return Object.fromEntries(rows.map((row) => [row.state, Number(row.n)]));
}

/** Numbers that got more than one text with the same words: what must never happen (I1). */
export async function phonesTextedTwice(workspace: SandboxWorkspace): Promise<unknown[]> {
  const answer = await workspace.control('GET', '/stats/duplicates');
  const { duplicates } = answer.json as { duplicates: unknown[] };
  return duplicates;
}
