import { countSegments } from '@tidings/core/messaging/segments';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { findConnection } from '../connections/store.ts';
import { keptPriceBook } from '../costs/price-book.ts';
import { readCostFacts } from '../costs/settings-store.ts';
import { addSpending, insertHold } from '../costs/spending-store.ts';
import { LeaseCosts } from './lease-costs.ts';

/** A leased message and what it is expected to cost, counted in its day. */
export interface LeaseSpending {
  readonly day: string;
  /** With an unknown price taken for a dear one. */
  readonly micros: number;
  /** Only where the price is known. */
  readonly knownMicros: number;
}

interface Lane {
  readonly workspaceId: string;
  readonly sandbox: boolean;
}

/** Countries and limits as committed now, for a lease. */
export async function openLeaseCosts(tx: Tx, { workspaceId, sandbox }: Lane): Promise<LeaseCosts> {
  const facts = await readCostFacts(tx, workspaceId, sandbox);
  return LeaseCosts.of(facts, await keptPriceBook(tx, workspaceId, sandbox));
}

/** Counts what a lease spends, and notes that bulk waits where a limit is reached. Late in its transaction: these rows are locked last. */
export async function saveLeaseCosts(
  tx: Tx,
  lane: Lane,
  costs: LeaseCosts,
  messages: readonly { readonly sourceId: string | null; readonly spending?: LeaseSpending | undefined }[],
): Promise<void> {
  await addSpending(
    tx,
    messages.flatMap(({ sourceId, spending }) => (spending ? [{ ...lane, sourceId, ...spending }] : [])),
  );
  if (costs.held && (await insertHold(tx, { ...lane, ...costs.held })))
    await announce(tx, lane.workspaceId, { topic: 'workspace' });
}

/** Takes back what was counted for messages that nobody got, or that are leased again. Late in its transaction. */
export async function returnSpending(
  tx: Tx,
  messages: readonly {
    readonly workspaceId: string;
    readonly sandbox: boolean;
    readonly sourceId: string | null;
    readonly spending?: LeaseSpending | undefined;
  }[],
): Promise<void> {
  await addSpending(
    tx,
    messages.flatMap(({ workspaceId, sandbox, sourceId, spending }) =>
      spending
        ? [{ workspaceId, sandbox, sourceId, day: spending.day, micros: -spending.micros, knownMicros: -spending.knownMicros }]
        : [],
    ),
  );
}

/**
 * Takes back what was counted for a message that the provider turned out not to have: it is counted when it is leased again. Its cost is worked
 * out anew, so it is off by what prices changed within those minutes. Late in its transaction.
 */
export async function returnUnsent(
  tx: Tx,
  message: {
    readonly workspaceId: string;
    readonly connectionId: string;
    readonly sourceId: string | null;
    readonly address: string;
    readonly body: string;
  },
): Promise<void> {
  const { workspaceId, sourceId, address } = message;
  const connection = await findConnection(tx, workspaceId, message.connectionId);
  if (!connection) return;
  const { sandbox } = connection;
  const costs = await openLeaseCosts(tx, { workspaceId, sandbox });
  const { segments } = countSegments(message.body);
  const spending = {
    day: costs.terms.day,
    micros: costs.costOf(address, segments),
    knownMicros: costs.knownCostOf(address, segments),
  };
  await returnSpending(tx, [{ workspaceId, sandbox, sourceId, spending }]);
}
