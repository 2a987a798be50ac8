import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';

/** What both ways to send need: now, and at a time. */
export interface ReadyProps {
  /** As it is shown: its version is the one that is sent. */
  readonly broadcast: Broadcast;
  readonly estimate: BroadcastEstimate;
  /** The newest version that is known; versions only go up. */
  readonly newest: number;
  readonly onSent: (broadcast: Broadcast) => void;
  /** The numbers are not those of a moment ago: look at them again. */
  readonly onChanged: () => void;
  readonly canary: number | null;
  /** The sum that was accepted; undefined while it must be, or need not be. */
  readonly acceptedMicros: number | undefined;
  /** Everything was said yes to that is only done on purpose. */
  readonly acceptedPools: boolean;
}

/** Refusals that mean: the numbers are not those of a moment ago. */
export const changes: ReadonlySet<string> = new Set([
  'conflict',
  'version_changed',
  'wrong_state',
  'cost_not_accepted',
  'across_purposes_not_accepted',
]);

export const accepting = ({ acceptedMicros: micros, estimate }: Pick<ReadyProps, 'acceptedMicros' | 'estimate'>) => ({
  ...(micros === undefined ? {} : { accept_cost_micros: micros }),
  ...(estimate.pools.crossings.length === 0 ? {} : { across_purposes: true }),
});

type Shown = { readonly broadcast: Pick<Broadcast, 'version'>; readonly newest: number } & {
  readonly estimate: { readonly version: number; readonly cost: Pick<BroadcastEstimate['cost'], 'confirm'> };
};

/** Somebody changed it since it was opened here: what is shown is not what is there now. */
export function isOutdated({ broadcast, estimate, newest }: Shown): boolean {
  return Math.max(estimate.version, newest) > broadcast.version;
}

/** Whether the button may be pressed: text and numbers on the screen are those of one version, the newest, and a high sum was accepted. */
export function mayGo(shown: Shown & Pick<ReadyProps, 'acceptedMicros' | 'acceptedPools'>): boolean {
  const { broadcast, estimate, acceptedMicros, acceptedPools } = shown;
  const accepted = acceptedPools && !(estimate.cost.confirm && acceptedMicros === undefined);
  return !isOutdated(shown) && estimate.version === broadcast.version && accepted;
}
