import type { Effect } from './effect.ts';
import { noEffect } from './effect.ts';
import { requestErrors } from './request-errors.ts';

type Magic = (to: string) => Effect;

const failsLater = (code: number): Magic => {
  const effect = { ...noEffect, deliveryCode: code };
  return () => effect;
};

/** Last digit of +1 NPA 555-019x to what happens. Every other 555-01xx number simply gets its messages. */
const magic: readonly (Magic | undefined)[] = [
  undefined,
  failsLater(30003),
  failsLater(30005),
  failsLater(30006),
  () => ({ ...noEffect, refusal: requestErrors.optedOut() }),
  failsLater(30007),
  (to) => ({ ...noEffect, refusal: requestErrors.invalidTo(to) }),
  failsLater(30008),
  () => ({ ...noEffect, after: 'timeout' }),
  () => ({ ...noEffect, serverError: 500 }),
];

export function magicEffect(to: string): Effect | undefined {
  if (to.length !== 12 || !to.startsWith('555019', 5) || !to.startsWith('+1')) return undefined;
  return magic[to.charCodeAt(11) - 48]?.(to);
}
