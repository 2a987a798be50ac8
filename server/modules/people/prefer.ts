import type { Contact } from '@tidings/core/contract/contacts';
import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { peopleApi } from '@tidings/core/contract/people';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { getContact } from '../contacts/present-contact.ts';
import { findContact, syncContacts } from '../contacts/store.ts';
import { listPeople, preferAddress } from './merge-store.ts';

/** Prefers one of somebody's addresses. Refuses one that they do not have (any more). Of two who press at once, the later one wins. */
export async function preferOne(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  { kind, value }: BodyOf<(typeof peopleApi)['preferAddress']>,
): Promise<Contact> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    if (!(await findContact(tx, workspaceId, id, { forUpdate: true }))) throw notFound('contact');
    const person = (await listPeople(tx, workspaceId, [id])).get(id);
    const has = (kind === 'phone' ? person?.phones : person?.emails) ?? [];
    if (!has.includes(value))
      throw badField('body.value', `is not one of this person's ${kind === 'phone' ? 'numbers' : 'e-mail addresses'}`);
    if (person?.[kind] !== value) {
      await preferAddress(tx, workspaceId, id, kind, value);
      await syncContacts(tx, workspaceId, [id]);
      await recordActivity(tx, actor, {
        action: 'contact_changed',
        objectKind: 'contact',
        objectId: id,
        objectLabel: person?.name ?? '',
        details: { fields: [kind === 'phone' ? 'phones' : 'emails'] },
      });
      await announce(tx, workspaceId, { topic: 'contacts', id });
    }
    return getContact(tx, workspaceId, id);
  });
}
