import { judgePastFailures, type PastJudgement } from '@tidings/core/compliance/past-failures';
import type { CountedFailure } from '@tidings/core/compliance/soft-failures';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { Consent } from '../../db/tables/columns.ts';
import { announce } from '../../events/realtime.ts';
import type { Loop } from '../../jobs/define.ts';
import { contactsAt, type FormerConsent, insertConsentEvents, restoreConsents, silencedByOptOut } from './consent-store.ts';
import {
  addFindings,
  type FailureCheckRow,
  type FindingRow,
  hasWrittenSince,
  listBusyChecks,
  listConsents,
  listFindings,
  lockCheck,
  markSuppression,
  moveCheck,
  noteProgress,
  presentFacts,
  readPast,
  updateFinding,
} from './failure-checks-store.ts';
import { holdLeases } from './lease-lock-store.ts';
import { optOut } from './opt-out.ts';
import { suppress } from './suppress.ts';
import { endSuppression, findSuppression, reviveSuppression } from './suppressions-store.ts';

/** Messages read, addresses judged, and addresses changed per transaction: the last holds the workspace's leases, so it is short. */
const portions = { look: 20_000, judge: 500, change: 50 } as const;

/** Works on checks of past failures, portion by portion; what a dead process left is simply still there. */
export const failureChecksLoop: Loop = {
  name: 'compliance.failure-checks',
  everyMs: 1_000,
  run: async (ctx, signal) => {
    for (const { id, workspace_id } of await ctx.db.system(listBusyChecks)) {
      while (!signal.aborted && (await workOn(ctx, workspace_id, id)));
    }
  },
};

/** One portion of one check, in one transaction with its progress; false when there is nothing left to do for now. */
export async function workOn(ctx: Context, workspaceId: string, id: string): Promise<boolean> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const check = await lockCheck(tx, workspaceId, id);
    const step = check && steps[check.state];
    if (!check || !step) return false;
    const more = await step.run(tx, check);
    if (!more) await moveCheck(tx, workspaceId, id, [check.state], step.ends);
    await announce(tx, workspaceId, { topic: 'suppressions' });
    return true;
  });
}

interface Step {
  readonly ends: FailureCheckRow['state'];
  /** False when the step is done. */
  readonly run: (tx: Tx, check: FailureCheckRow) => Promise<boolean>;
}

const steps: Partial<Readonly<Record<FailureCheckRow['state'], Step>>> = {
  looking: { run: look, ends: 'judging' },
  judging: { run: judge, ends: 'ready' },
  applying: { run: apply, ends: 'done' },
  undoing: { run: undo, ends: 'undone' },
};

async function look(tx: Tx, check: FailureCheckRow): Promise<boolean> {
  const { last, n, failures } = await readPast(tx, check, portions.look);
  if (last === null) return false;
  const found = new Map<string, { address: string; sandbox: boolean; failures: CountedFailure[] }>();
  for (const { address, sandbox, ...failure } of failures) {
    const key = `${address} ${sandbox}`;
    const one = found.get(key) ?? { address, sandbox, failures: [] };
    one.failures.push(failure);
    found.set(key, one);
  }
  await addFindings(tx, check, [...found.values()]);
  await noteProgress(tx, check, { afterId: last, looked: n });
  return true;
}

async function judge(tx: Tx, check: FailureCheckRow): Promise<boolean> {
  const findings = await listFindings(tx, check, 'judge', portions.judge);
  if (findings.length === 0) return false;
  const judged = await judgeAll(tx, check, findings);
  for (const { finding, judgement } of judged) await updateFinding(tx, finding, { judgement });
  await noteProgress(tx, check, { toChange: judged.filter(({ judgement }) => judgement.outcome === 'change').length });
  return true;
}

/** By the facts as they are committed now: what arrived or was lifted meanwhile is left alone. */
async function judgeAll(
  tx: Tx,
  check: FailureCheckRow,
  findings: readonly FindingRow[],
): Promise<{ readonly finding: FindingRow; readonly judgement: PastJudgement }[]> {
  const facts = await presentFacts(
    tx,
    check.workspace_id,
    'sms',
    findings.map((one) => one.address),
  );
  return findings.map((finding) => {
    const now = facts.get(finding.address);
    const judgement = judgePastFailures({
      failures: finding.failures.map(({ message_id, code, at, sender_id }) => ({
        messageId: message_id,
        code,
        at,
        senderId: sender_id ?? null,
      })),
      suppressed: now?.standing === 'real' || (now?.standing === 'played' && finding.sandbox),
      lastDeliveredAt: now?.deliveredAt?.getTime() ?? null,
      lastAllowedAt: now?.allowedAt?.getTime() ?? null,
    });
    if (!judgement) throw new Error('A finding has no failure that matters.');
    return { finding, judgement };
  });
}

async function apply(tx: Tx, check: FailureCheckRow): Promise<boolean> {
  // Before the facts are read: once this has committed, nothing to these addresses is leased any more (I2).
  await holdLeases(tx, check.workspace_id);
  const findings = await listFindings(tx, check, 'apply', portions.change);
  if (findings.length === 0) return false;
  let applied = 0;
  for (const { finding, judgement } of await judgeAll(tx, check, findings)) {
    if (judgement.outcome !== 'change') await updateFinding(tx, finding, { judgement });
    else applied += await applyOne(tx, check, finding, judgement);
  }
  await noteProgress(tx, check, { applied });
  return true;
}

async function applyOne(tx: Tx, check: FailureCheckRow, finding: FindingRow, judgement: PastJudgement): Promise<number> {
  const { workspace_id: workspaceId, address, channel, sandbox } = finding;
  const failures = judgement.evidence.map(({ messageId, code, at }) => ({ message_id: messageId, error_code: code, at }));
  const common = {
    workspaceId,
    channel,
    address,
    source: 'delivery_failure',
    evidence: { failures, check_id: check.id },
    sandbox,
  } as const;
  const consents =
    judgement.kind === 'opt_out' && !sandbox
      ? await listConsents(tx, workspaceId, await contactsAt(tx, workspaceId, address))
      : [];
  const { suppression, added } =
    judgement.kind === 'opt_out'
      ? await optOut(tx, { ...common, words: judgement.words })
      : await suppress(tx, { ...common, kind: judgement.kind, reason: judgement.words });
  if (!added) {
    await updateFinding(tx, finding, { judgement: { ...judgement, outcome: 'known' } });
    return 0;
  }
  await markSuppression(tx, workspaceId, suppression.id, check.id);
  await updateFinding(tx, finding, { judgement, suppressionId: suppression.id, consents });
  return 1;
}

async function undo(tx: Tx, check: FailureCheckRow): Promise<boolean> {
  const findings = await listFindings(tx, check, 'undo', portions.change);
  if (findings.length === 0) return false;
  let undone = 0;
  for (const finding of findings) {
    undone += await undoOne(tx, check, finding);
    await updateFinding(tx, finding, { undone: true });
  }
  await noteProgress(tx, check, { undone });
  return true;
}

/** Brings one address back, unless what the check made holds no more, or the person has written since: their STOP may stand behind it now. */
async function undoOne(tx: Tx, check: FailureCheckRow, finding: FindingRow): Promise<number> {
  const { workspace_id: workspaceId, address, channel } = finding;
  const standing = finding.suppression_id === null ? undefined : await findSuppression(tx, workspaceId, finding.suppression_id);
  if (!standing || standing.removed_at !== null) return 0;
  if (standing.kind === 'opt_out' && (await hasWrittenSince(tx, workspaceId, address, standing.created_at))) return 0;
  const words = 'The check of past failures that added it was undone';
  await endSuppression(tx, standing, check.created_by_name, words);
  const replaced = (standing.evidence as { replaced?: { id: string } }).replaced;
  if (replaced) await reviveSuppression(tx, workspaceId, replaced.id);
  const before = finding.consents ?? [];
  const ids = before.map((one) => one.contact_id);
  const silenced = new Set(await silencedByOptOut(tx, workspaceId, ids, channel, address));
  const back = before.filter((one) => silenced.has(one.contact_id));
  await restoreConsents(tx, workspaceId, back, address);
  for (const consent of ['yes', 'unknown'] as const satisfies readonly Consent[]) {
    const those = back.filter((one) => consentBefore(one, address) === consent).map((one) => one.contact_id);
    if (those.length === 0) continue;
    const event = { workspaceId, address, channel, consent, source: 'member', wording: words, actorName: check.created_by_name };
    await insertConsentEvents(tx, those, { ...event, evidence: { check_id: check.id } });
  }
  return 1;
}

/** What they had agreed to at the address. */
const consentBefore = ({ consent, agreed }: FormerConsent, address: string): Consent =>
  agreed === undefined || Object.hasOwn(agreed, address) ? consent : 'unknown';
