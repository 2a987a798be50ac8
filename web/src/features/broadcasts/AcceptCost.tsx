import { Checkbox } from '@mantine/core';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { roughMoney } from '../../lib/format.ts';

interface AcceptCostProps {
  readonly cost: BroadcastEstimate['cost'];
  readonly accepted: boolean;
  readonly onChange: (accepted: boolean) => void;
}

/** Above the workspace's threshold somebody says yes to the sum. */
export function AcceptCost({ cost, accepted, onChange }: AcceptCostProps) {
  return (
    <Checkbox
      checked={accepted}
      onChange={(event) => onChange(event.currentTarget.checked)}
      label={`It may cost up to ${roughMoney(cost.cautious_micros)}`}
      description="This workspace asks before it spends so much on one broadcast."
    />
  );
}
