import type { PhoneSharer } from '@tidings/core/messaging/reasons';
import { type RawBuilder, sql } from 'kysely';
import { displayName } from '../contacts/addresses-store.ts';

/**
 * Of a message under the alias that was skipped because somebody else of its source has the same phone: whose text was to go there, and what
 * became of that. Found by the send key, which a source gives to one message of each phone.
 */
export function whoSharesPhone(alias: string): RawBuilder<PhoneSharer | null> {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql<PhoneSharer | null>`case when ${of('reason')} = 'duplicate_address' then (
    select jsonb_build_object('name', ${displayName('owner')}, 'state', got.state, 'reason', got.reason)
    from messages got join contacts owner on owner.id = got.contact_id
    where got.send_key = concat_ws('|', ${of('source')}, ${of('source_id')}, '0', '0', ${of('address')}, ${of('channel')})
      and got.workspace_id = ${of('workspace_id')}) end`;
}
