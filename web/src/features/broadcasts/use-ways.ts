import { connectionsApi } from '@tidings/core/contract/connections';
import { poolsApi } from '@tidings/core/contract/pools';
import { plural } from '../../lib/format.ts';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';

/** What a broadcast can be sent from. */
export interface Way {
  readonly kind: 'sender' | 'pool';
  readonly id: string;
  readonly label: string;
}

/** The senders and pools that this workspace may use in its present mode, the default sender first. */
export function useWays(): readonly Way[] {
  const { mode, country } = useWorkspace();
  const query = { channel: 'sms', sandbox: mode === 'sandbox' ? 'true' : 'false' } as const;
  const senders = useApi(connectionsApi.listSenders, { query, topics: ['connections'] });
  const pools = useApi(poolsApi.listPools, { query, topics: ['connections'] });
  return [
    ...(senders.data?.items ?? []).map((one): Way => {
      const number = readablePhone(one.address, country);
      return { kind: 'sender', id: one.id, label: one.name === one.address ? number : `${one.name} · ${number}` };
    }),
    ...(pools.data?.items ?? []).map((one): Way => {
      return { kind: 'pool', id: one.id, label: `${one.name} · ${plural(one.senders.length, 'number', 'numbers')}` };
    }),
  ];
}
