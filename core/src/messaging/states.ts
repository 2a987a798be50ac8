/**
 * The states of a message and the only ways between them (I3, I4).
 *
 * States move forward. What a provider reports late, twice or out of order is compared with `nextState` and
 * changes nothing when it would lead backward. The only way back is `requeue`, which names its cause.
 */
export const messageStates = [
  'planned',
  'queued',
  'leased',
  'unknown',
  'accepted',
  'sent',
  'delivered',
  'failed',
  'skipped',
  'expired',
  'cancelled',
] as const;

export type MessageState = (typeof messageStates)[number];

/** How far along a state is. Final states share the highest rank, so none of them is "after" another. */
export const stateRank: Readonly<Record<MessageState, number>> = {
  planned: 0,
  queued: 1,
  leased: 2,
  unknown: 3,
  accepted: 4,
  sent: 5,
  delivered: 6,
  failed: 6,
  skipped: 6,
  expired: 6,
  cancelled: 6,
};

/** States in which a message stays for ever; `failed` may still be corrected to `delivered`. */
export const finalStates = ['delivered', 'failed', 'skipped', 'expired', 'cancelled'] as const satisfies readonly MessageState[];

/** States counted as "still moving" in the ledger (I5). `sent` and `unknown` are counted by themselves. */
export const movingStates = ['planned', 'queued', 'leased', 'accepted'] as const satisfies readonly MessageState[];

/**
 * From each state, the states an event may lead to. Rules that are not obvious:
 * - `planned` and `queued` accept provider states: after a requeue, the receipt of the earlier attempt may still arrive,
 *   and believing it is what prevents a second text.
 * - `unknown` comes only from `leased` (a lease that ended without a result) and cannot be cancelled or expired:
 *   the provider may have sent it.
 * - `accepted` may be cancelled or expire at the provider (a scheduled message, a validity period); `sent` may not.
 * - `failed` yields to `delivered`: of two different last words, the person who has the text is right.
 */
const forward: Readonly<Record<MessageState, readonly MessageState[]>> = {
  planned: ['queued', 'leased', 'accepted', 'sent', 'delivered', 'failed', 'skipped', 'expired', 'cancelled'],
  queued: ['leased', 'accepted', 'sent', 'delivered', 'failed', 'skipped', 'expired', 'cancelled'],
  leased: ['unknown', 'accepted', 'sent', 'delivered', 'failed', 'skipped', 'expired', 'cancelled'],
  unknown: ['accepted', 'sent', 'delivered', 'failed'],
  accepted: ['sent', 'delivered', 'failed', 'expired', 'cancelled'],
  sent: ['delivered', 'failed'],
  delivered: [],
  failed: ['delivered'],
  skipped: [],
  expired: [],
  cancelled: [],
};

const finalSet: ReadonlySet<MessageState> = new Set(finalStates);
const movingSet: ReadonlySet<MessageState> = new Set(movingStates);
const stateSet: ReadonlySet<string> = new Set(messageStates);

export function isMessageState(value: string): value is MessageState {
  return stateSet.has(value);
}

export function isFinal(state: MessageState): boolean {
  return finalSet.has(state);
}

export function isMoving(state: MessageState): boolean {
  return movingSet.has(state);
}

/** Whether an event may move a message from `current` to `incoming`. A repetition of the same state may not. */
export function mayBecome(current: MessageState, incoming: MessageState): boolean {
  return forward[current].includes(incoming);
}

/**
 * The state after an event, `current` itself when the event is late, repeated or out of order.
 *
 * @example nextState('delivered', 'sent') // 'delivered'
 */
export function nextState(current: MessageState, incoming: MessageState): MessageState {
  return mayBecome(current, incoming) ? incoming : current;
}

/**
 * All states from which an event may lead to `incoming`: the list for
 * `update … set state = incoming where state = any(statesBefore)`, so that bulk SQL obeys the same table.
 */
export function statesBefore(incoming: MessageState): readonly MessageState[] {
  return messageStates.filter((state) => mayBecome(state, incoming));
}

/**
 * Why a message goes back to the queue:
 * - `not_taken`: the provider refused it for now, so nobody has it;
 * - `not_at_provider`: it was unknown and the provider's list, asked late enough, does not have it (I3);
 * - `confirmed_by_member`: it was unknown at a provider without a list, and a person decided;
 * - `temporary_failure`: it was handed over and a receipt reported a passing failure, not yet recorded as final.
 */
export type RequeueCause = 'not_taken' | 'not_at_provider' | 'confirmed_by_member' | 'temporary_failure';

const requeueFrom: Readonly<Record<RequeueCause, readonly MessageState[]>> = {
  not_taken: ['leased'],
  not_at_provider: ['unknown'],
  confirmed_by_member: ['unknown'],
  temporary_failure: ['leased', 'unknown', 'accepted', 'sent'],
};

/** The one way back: `queued` when the cause allows it from this state, else the state unchanged. Final states never return. */
export function requeue(current: MessageState, cause: RequeueCause): MessageState {
  return requeueFrom[cause].includes(current) ? 'queued' : current;
}
