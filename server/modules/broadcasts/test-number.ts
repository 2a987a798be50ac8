import { ceilingReached, testCeiling } from '@tidings/core/compliance/ceilings';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { hoursAt } from '@tidings/core/compliance/quiet-hours';
import { observesQuietHours } from '@tidings/core/compliance/quiet-hours-rule';
import { placeOf } from '@tidings/core/contacts/zones';
import { reasons, suppressionReason } from '@tidings/core/messaging/reasons';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { findOpenDoubt } from '../compliance/doubts-store.ts';
import { toQuietHours } from '../compliance/quiet-hours-settings.ts';
import { findActiveSuppression } from '../compliance/suppressions-store.ts';
import { lockNumber } from '../messages/inbound-store.ts';
import { countTests } from '../messages/lately-store.ts';
import { whereabouts } from '../messages/lease-hours.ts';
import { getQuietHours } from '../messages/quiet-hours-service.ts';
import { findTestedContact, type TestedContact } from './facts-store.ts';

interface Test {
  readonly workspaceId: string;
  readonly to: string;
  readonly purpose: MessagePurpose;
  /** It goes to a sandbox phone. */
  readonly sandbox: boolean;
  readonly now: Date;
}

/**
 * Whether a test may go to a number now, so that whoever tests knows at once; all but the number of tests is decided again at its lease (I2).
 * Nothing tells whose phone it is, so a contact's word counts: not to who said no, is suppressed or may have meant stop; to who did not agree
 * to such texts only at their hours. Returns the contact on whose word it leans; null where the number is nobody's.
 */
export async function requireTestable(tx: Tx, test: Test): Promise<string | null> {
  const { workspaceId, to } = test;
  // Two at once must not both be the last that may go.
  await lockNumber(tx, workspaceId, to);
  const suppression = await findActiveSuppression(tx, workspaceId, 'sms', to);
  if (suppression) throw refusal('suppressed', reasons[suppressionReason(suppression.kind)].words);
  if (await findOpenDoubt(tx, workspaceId, 'sms', to))
    throw refusal(
      'asked_to_stop_maybe',
      'A text from it may have meant “stop”. Say in the inbox under “Meant stop?” what they meant.',
    );
  const contact = await findTestedContact(tx, workspaceId, to);
  if (contact?.consent === 'no') throw refusal('consent_refused', 'It is the number of a contact who does not want texts.');
  if (contact) await requireHours(tx, test, contact);
  const reached = ceilingReached(await countTests(tx, workspaceId, to), testCeiling);
  if (reached) {
    const [most, again] = reached === 'hour' ? [testCeiling.hour, 'in an hour'] : [testCeiling.day, 'tomorrow'];
    throw refusal('too_many_tests', `It had ${most} tests in the last ${reached}. Try again ${again}, or another number.`);
  }
  return contact?.id ?? null;
}

async function requireHours(tx: Tx, { workspaceId, to, purpose, sandbox, now }: Test, contact: TestedContact): Promise<void> {
  const settings = await getQuietHours(tx, workspaceId);
  if (sandbox && !settings.in_sandbox) return;
  const { consent, consentPurpose } = contact;
  const observed = observesQuietHours({
    now: now.getTime(),
    message: { kind: 'test', priority: 0, attempt: 1 },
    contact: { deleted: false, consent, ...(consentPurpose ? { consentPurpose } : {}), lastInboundAt: null },
    source: { purpose },
  });
  if (!observed) return;
  const place = placeOf(whereabouts({ contact, address: to }));
  if (hoursAt(place, { ...toQuietHours(settings), purpose }, null, now.getTime()).open) return;
  throw refusal(
    'quiet_hours',
    'It is the number of a contact who did not agree to such texts, and quiet hours there. Try at their hours.',
  );
}

function refusal(code: string, why: string): Refusal {
  const message = `cannot be texted. ${why}`;
  return new Refusal('unprocessable', `body.to: ${message}`, { fields: [{ field: 'body.to', message, code }] });
}
