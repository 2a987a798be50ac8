import { randomUUID } from 'node:crypto';
import { queueMessage } from '../../server/modules/messages/queue.ts';
import type { TestProduct } from '../../server/testing/product.ts';
import type { SandboxWorkspace } from './live-product.ts';

/** Puts an answer into a workspace's queue: the kind of text that needs nobody's consent. Returns its id. */
export async function queueText(
  product: TestProduct,
  workspace: SandboxWorkspace,
  phone: string,
  contactId: string | null = null,
): Promise<string> {
  const { id } = await product.ctx.db.workspace(workspace.id, (tx) =>
    queueMessage(tx, {
      workspaceId: workspace.id,
      contactId,
      address: phone,
      ourAddress: workspace.number,
      senderId: workspace.senderId,
      source: 'answer',
      sourceId: null,
      priority: 0,
      body: 'Thank you.',
      sendKey: randomUUID(),
      createdBy: null,
      createdByName: 'Test',
      uselessAfter: null,
    }),
  );
  return id;
}
