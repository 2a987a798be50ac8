import { type RunningCarrier, startCarrier } from '../../carrier/src/start.ts';
import { freePort } from '../../server/db/embedded/postgres.ts';
import type { Logger } from '../../server/lib/logger.ts';
import { openConnection } from '../../server/modules/connections/open-connection.ts';
import { callCarrier } from '../../server/modules/connections/provision-sandbox.ts';
import { ensureSandboxConnection } from '../../server/modules/connections/sandbox-connection.ts';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../server/testing/product.ts';

/** The product with a real sandbox carrier: both listen, hooks really travel. */
export interface LiveProduct extends TestProduct {
  readonly carrier: RunningCarrier;
  /** A workspace whose sandbox account the carrier knows; its lane is fast unless told otherwise. */
  sandboxWorkspace(options?: { rate?: number }): Promise<SandboxWorkspace>;
}

export interface SandboxWorkspace extends TestWorkspace {
  readonly connectionId: string;
  readonly senderId: string;
  readonly number: string;
  /** Calls the carrier's control interface for this workspace's account. */
  control(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<{ status: number; json: unknown }>;
  /** Somebody writes to the workspace. */
  textFrom(phone: string, body: string): Promise<void>;
  /** What a phone got and wrote, oldest first. */
  phone(phone: string): Promise<{ direction: 'in' | 'out'; body: string; status: string }[]>;
}

export async function liveProduct(
  env: Record<string, string> = {},
  overrides: { readonly log?: Logger } = {},
): Promise<LiveProduct> {
  const carrier = await startCarrier({ controlToken: 'control-token-of-tests' });
  const port = await freePort(0);
  const product = await testProduct({
    env,
    overrides: {
      ...overrides,
      publicUrl: `http://127.0.0.1:${port}`,
      sandbox: { url: carrier.url, controlToken: carrier.controlToken },
    },
  });
  await product.app.listen({ host: '127.0.0.1', port });
  return {
    ...product,
    carrier,
    sandboxWorkspace: (options = {}) => sandboxWorkspace(product, options),
    close: async () => {
      await product.close();
      await carrier.close();
    },
  };
}

/** A workspace with its line to the sandbox carrier that the product's context names. */
export async function sandboxWorkspace(
  product: TestProduct,
  { rate = 1_000 }: { rate?: number } = {},
): Promise<SandboxWorkspace> {
  const { ctx } = product;
  const workspace = await product.workspace();
  const connection = await ctx.db.system((tx) => ensureSandboxConnection(ctx, tx, workspace.id));
  const sender = await ctx.db.workspace(workspace.id, (tx) =>
    tx
      .updateTable('senders')
      .set({ rate_per_second: rate, burst: Math.ceil(rate), tokens: rate })
      .where('connection_id', '=', connection.id)
      .returning(['id', 'address'])
      .executeTakeFirstOrThrow(),
  );
  const { settings } = await ctx.db.system((tx) => openConnection(ctx, tx, connection.id));
  const control: SandboxWorkspace['control'] = (method, path, body) =>
    callCarrier(ctx, method, `/accounts/${String(settings['account_sid'])}${path}`, body);
  return {
    ...workspace,
    connectionId: connection.id,
    senderId: sender.id,
    number: sender.address,
    control,
    textFrom: async (phone, body) => {
      const answer = await control('POST', `/phones/${encodeURIComponent(phone)}/reply`, { body, to: sender.address });
      if (answer.status >= 300) throw new Error(`The carrier refused a text: ${answer.status} ${JSON.stringify(answer.json)}`);
    },
    phone: async (phone) => {
      const answer = await control('GET', `/phones/${encodeURIComponent(phone)}/messages`);
      return (answer.json as { messages: { direction: 'in' | 'out'; body: string; status: string }[] }).messages;
    },
  };
}

/** Waits until the carrier knows the workspace's account. A worker must run. */
export async function whenProvisioned(workspace: SandboxWorkspace): Promise<void> {
  await eventually(async () => (await workspace.control('GET', '')).status === 200, 'the carrier knows the account');
}
