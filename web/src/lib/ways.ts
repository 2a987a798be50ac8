import { connectionsApi } from '@tidings/core/contract/connections';
import { poolsApi } from '@tidings/core/contract/pools';
import { plural } from './format.ts';
import { readablePhone } from './phone.ts';
import { useApi } from './query.ts';
import { useWorkspace } from './workspace.ts';

/** What texts can be sent from. */
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

/** The same as choices of a field, numbers and pools in a group each. */
export function wayOptions(ways: readonly Way[]) {
  const group = (name: string, kind: Way['kind']) => {
    const items = ways.filter((one) => one.kind === kind).map(({ id, label }) => ({ value: id, label }));
    return items.length === 0 ? [] : [{ group: name, items }];
  };
  return [...group('Numbers', 'sender'), ...group('Pools', 'pool')];
}
