import { Readable } from 'node:stream';
import type { ConsentEvent } from '@tidings/core/contract/contacts';
import type { Context } from '../../context.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { recordActivity } from '../audit/service.ts';
import { listConsentEvents } from '../contacts/memberships-store.ts';
import { listRequests, type OptInRequestRow } from '../contacts/opt-in-requests-store.ts';
import { presentConsent } from '../contacts/present-consent.ts';
import { getContact } from '../contacts/present-contact.ts';

/** More words of one person than anybody ever has; the file is made in memory. */
const mostEvents = 10_000;

/** The ledger of one person, as a file: for them, or for whoever asks for proof. */
export async function exportConsent(ctx: Context, actor: WorkspaceActor, contactId: string, format: 'csv' | 'json') {
  const { workspaceId } = actor;
  const { contact, events, requests } = await ctx.db.workspace(workspaceId, async (tx) => {
    const person = await getContact(tx, workspaceId, contactId);
    const rows = await listConsentEvents(tx, workspaceId, contactId, { limit: mostEvents, before: null });
    const asked = await listRequests(tx, workspaceId, contactId);
    await recordActivity(tx, actor, {
      action: 'consent_exported',
      objectKind: 'contact',
      objectId: contactId,
      objectLabel: person.name,
      details: { count: rows.length },
    });
    return { contact: person, events: rows.map(presentConsent), requests: asked.map(presentAsked) };
  });
  const name = `consent-${contactId}`;
  if (format === 'csv') return csvFile(`${name}.csv`, header, pagesOf(events));
  const person = { id: contact.id, name: contact.name, phones: contact.phones.map((one) => one.value) };
  const now = {
    consent: contact.sms_consent,
    purpose: contact.sms_consent_purpose,
    since: contact.sms_consent_at,
    agreed_for: contact.sms_agreed_for,
  };
  const text = JSON.stringify(
    { exported_at: ctx.clock.now().toISOString(), person, now, events, opt_in_requests: requests },
    null,
    2,
  );
  return { contentType: 'application/json; charset=utf-8', fileName: `${name}.json`, content: Readable.from([`${text}\n`]) };
}

function presentAsked(row: OptInRequestRow) {
  const { workspace_id: _, contact_id: __, ask_at: ___, priority: ____, ...rest } = row;
  return rest;
}

const header = ['at', 'channel', 'consent', 'purpose', 'source', 'address', 'wording', 'by', 'evidence'];

async function* pagesOf(events: readonly ConsentEvent[]) {
  yield events.map((one) => [
    one.at,
    one.channel,
    one.consent,
    one.purpose,
    one.source,
    one.address,
    one.wording,
    one.actor_name,
    Object.entries(one.evidence)
      .map(([name, value]) => `${name}: ${value}`)
      .join('; '),
  ]);
}
