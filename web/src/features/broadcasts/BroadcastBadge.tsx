import { Tooltip } from '@mantine/core';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { broadcastStateWords } from './broadcast-words.ts';

/** The state of a broadcast, explained on hover. */
export function BroadcastBadge({ state, settling }: { state: BroadcastState; settling?: number | undefined }) {
  const { label, explanation, tone, moving } = broadcastStateWords(state, settling);
  return (
    <Tooltip label={explanation} multiline maw={280}>
      <span>
        <StatusBadge tone={tone} pulse={moving}>
          {label}
        </StatusBadge>
      </span>
    </Tooltip>
  );
}
