import { Alert, Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { useState } from 'react';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { Section } from '../../ui/Section.tsx';
import { AcceptCost } from './AcceptCost.tsx';
import { AcceptPools } from './AcceptPools.tsx';
import { draftLabels } from './draft-fields.ts';
import { FirstFew } from './FirstFew.tsx';
import { reachedBy } from './forecast-numbers.ts';
import { accepting, changes, isOutdated, mayGo, type ReadyProps } from './ready-to-send.ts';
import { SendLater } from './SendLater.tsx';

type SendOptionsProps = Omit<ReadyProps, 'canary' | 'acceptedMicros' | 'acceptedPools'>;

/** Now, or at a time of a zone. */
export function SendOptions(props: SendOptionsProps) {
  // Whoever took it back from its time most likely means that time still.
  const [when, setWhen] = useState<'now' | 'later'>(props.broadcast.scheduled_local === null ? 'now' : 'later');
  const [canary, setCanary] = useState<number | null>(props.broadcast.canary_size);
  const [acceptsCost, setAcceptsCost] = useState(false);
  const [acceptedCrossings, setAcceptedCrossings] = useState<readonly string[]>([]);
  const { cost, pools } = props.estimate;
  const ready = {
    ...props,
    canary,
    acceptedMicros: cost.confirm && acceptsCost ? cost.cautious_micros : undefined,
    acceptedPools: pools.crossings.every(({ yes }) => acceptedCrossings.includes(yes)),
  };
  return (
    <Section title="When">
      <Stack gap="md" align="flex-start">
        {props.estimate.will_get > 1 && <FirstFew most={props.estimate.will_get - 1} value={canary} onChange={setCanary} />}
        <SegmentedControl
          aria-label="When to send"
          value={when}
          onChange={(value) => setWhen(value as 'now' | 'later')}
          data={[
            { value: 'now', label: 'Now' },
            { value: 'later', label: 'At a time' },
          ]}
        />
        {pools.crossings.length > 0 && (
          <AcceptPools crossings={pools.crossings} accepted={acceptedCrossings} onChange={setAcceptedCrossings} />
        )}
        {cost.confirm && <AcceptCost cost={cost} accepted={acceptsCost} onChange={setAcceptsCost} />}
        {isOutdated(props) && <Outdated />}
        {when === 'now' ? <SendNow {...ready} /> : <SendLater {...ready} />}
      </Stack>
    </Section>
  );
}

/** Nothing is sent that nobody looked at: the text above is not the one that would go out. */
function Outdated() {
  return (
    <Alert color="amber" role="alert" title="Somebody changed this broadcast">
      <Text size="sm" mb="xs">
        What you see here is not what is there now, so it cannot be sent from here. Load it again, look it over, then send.
      </Text>
      <Button size="xs" variant="default" onClick={() => window.location.reload()}>
        Load it again
      </Button>
    </Alert>
  );
}

function SendNow(props: ReadyProps) {
  const { broadcast, estimate, onSent, onChanged, canary } = props;
  const send = useApiMutation(broadcastsApi.sendBroadcast, {
    idempotent: true,
    invalidates: ['broadcasts', 'messages'],
    onSuccess: onSent,
    onError: (error) => changes.has(error.code) && onChanged(),
  });
  const overtaken = send.error?.code === 'version_changed';
  return (
    <>
      {send.error !== null && !overtaken && <FormError error={send.error} labels={draftLabels} />}
      <Button
        size="md"
        leftSection={<IconSend size={17} />}
        loading={send.isPending}
        disabled={!mayGo(props)}
        onClick={() =>
          send.mutate({
            params: { broadcast_id: broadcast.id },
            body: {
              version: broadcast.version,
              expected_recipients: estimate.will_get,
              canary_size: canary,
              ...accepting(props),
            },
          })
        }
      >
        {canary === null
          ? `Send to ${plural(reachedBy(estimate), 'person', 'people')} now`
          : `Send to the first ${formatNumber(canary)} now`}
      </Button>
    </>
  );
}
