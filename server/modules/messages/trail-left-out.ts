import { afterWords } from '@tidings/core/compliance/agreed-numbers';
import type { SendFacts, SendRule } from '@tidings/core/compliance/decision';
import { sendRules } from '@tidings/core/compliance/send-rules';
import { countryOf } from '@tidings/core/contacts/country-of';
import { formatPhone } from '@tidings/core/contacts/phone-format';
import type { TrailEntry, TrailRule } from '@tidings/core/contract/messages';
import { reasonWords } from '@tidings/core/messaging/reasons';
import type { Tx } from '../../db/database.ts';
import { listHistory } from '../compliance/suppressions-store.ts';
import { allowedCountries } from '../costs/countries.ts';
import type { MessageRow } from './history-store.ts';
import { type Detail, detail, entry, labelOf } from './trail-entry.ts';
import { consentsUntil, findPlanned } from './trail-store.ts';

/** The rule that planning decided by: it decides in SQL over everybody at once, in the order of core's rules and for the same reasons. */
const rulesOfReasons: Readonly<Record<string, string>> = {
  no_address: 'has_address',
  invalid_address: 'has_address',
  address_changed: 'still_their_address',
  opted_out: 'not_suppressed',
  no_consent: 'has_consent',
  consent_refused: 'has_consent',
  consent_other_purpose: 'has_consent',
  duplicate_address: 'not_duplicate',
  country_not_allowed: 'country_allowed',
};

/** What a reason says of the consent that planning read. */
const consentOfReasons: Readonly<Record<string, SendFacts['contact']['consent']>> = {
  no_consent: 'unknown',
  consent_refused: 'no',
};

/** Left out when it was planned: the rule that decided with its values, and what they rested on at that moment. */
export async function leftOut(tx: Tx, workspaceId: string, row: MessageRow): Promise<TrailEntry> {
  const { reason, created_at: at } = row;
  const details: Detail[] = [];
  const standing =
    row.address === null
      ? undefined
      : (await listHistory(tx, workspaceId, 'sms', row.address)).find(
          (one) => one.created_at <= at && (one.removed_at === null || one.removed_at > at),
        );
  if (standing) {
    details.push(
      ...detail('On the do-not-contact list as', standing.kind.replaceAll('_', ' ')),
      ...detail('Since', standing.created_at),
      ...detail('Because', standing.reason ?? standing.source),
    );
  }
  const words = row.contact_id === null ? [] : await consentsUntil(tx, workspaceId, row.contact_id, at);
  // A yes for another number says nothing about this one.
  const consent = words.findLast((one) => one.consent !== 'yes' || one.address === row.address);
  details.push(
    ...detail(
      'Consent at that moment',
      consent
        ? `${consent.consent}, since ${consent.at.toISOString()}, from: ${consent.actor_name ?? consent.source}`
        : 'none on record',
    ),
  );
  if (reason === 'no_consent') {
    const { agreed } = afterWords({ refused: false, agreed: {} }, words);
    const others = Object.keys(agreed).filter((number) => number !== '' && number !== row.address);
    if (others.length > 0)
      details.push(...detail('Agreed for', `${others.map((number) => formatPhone(number)).join(', ')}, not for this number`));
  }
  const planned = await findPlanned(tx, workspaceId, row);
  if (reason === 'duplicate_address') details.push(...detail('Whose text was to go there', row.sharer?.name));
  const facts: SendFacts = {
    now: at.getTime(),
    channel: 'sms',
    address: row.address === null ? null : { value: '+', valid: reason !== 'invalid_address', country: countryOf(row.address) },
    contact: {
      deleted: false,
      consent: consentOfReasons[reason ?? ''] ?? 'yes',
      consentPurpose: reason === 'consent_other_purpose' ? 'informational' : (consent?.purpose ?? 'all'),
      lastInboundAt: null,
    },
    suppression: standing ? { kind: standing.kind, since: standing.created_at.getTime() } : null,
    source: {
      state: 'running',
      uselessAfter: null,
      requiresConsent: true,
      ...(planned.purpose ? { purpose: planned.purpose } : {}),
    },
    workspace: { mode: 'live', installationLiveAllowed: true },
    sender: null,
    message: { kind: 'broadcast', priority: 0, attempt: 1 },
    duplicateOf: planned.duplicateOf,
  };
  const rule = ruleOf(reason);
  const rules = rule ? [shown(rule, facts)] : [];
  if (reason === 'country_not_allowed')
    // What was allowed then is not kept: it is said whose list this is.
    details.push(...detail('Countries allowed as set today', (await allowedCountries(tx, workspaceId)).join(' ')));
  return entry(at, 'left_out', `Left out: ${labelOf(reason)}`, { words: reasonWords(reason, row.sharer), rules, details });
}

function ruleOf(reason: string | null): SendRule | undefined {
  const name = reason?.startsWith('suppressed_') ? 'not_suppressed' : rulesOfReasons[reason ?? ''];
  return sendRules.find((one) => one.name === name);
}

function shown(rule: SendRule, facts: SendFacts): TrailRule {
  const { name, question } = rule;
  const { allowed: _, ...values } = rule.values(facts);
  return { rule: name, question, outcome: 'decided', values };
}
