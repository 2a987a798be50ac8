import { Button, Collapse, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { messagesApi, type TrailEntry, type TrailRule } from '@tidings/core/contract/messages';
import { useState } from 'react';
import { formatInstant, formatMoney, plural } from '../../lib/format.ts';
import { useApi } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { Timeline, type TimelineItem } from '../../ui/Timeline.tsx';
import classes from './MessageDrawer.module.css';

const tones: Readonly<Record<TrailEntry['kind'], TimelineItem['tone']>> = {
  planned: 'neutral',
  left_out: 'warning',
  allowed: 'success',
  waits: 'warning',
  stopped: 'warning',
  attempt: 'warning',
  handed_over: 'info',
  receipt: 'info',
  ended: 'neutral',
  answered: 'info',
  received: 'info',
};

/** Why it was sent, or was not: the answer in a sentence, then every step with what it rested on. */
export function TrailTimeline({ messageId }: { messageId: string }) {
  const trail = useApi(messagesApi.getMessageTrail, { params: { message_id: messageId }, topics: ['messages', 'broadcasts'] });
  if (trail.data === undefined) {
    return trail.error === null ? (
      <LoadingState rows={4} />
    ) : (
      <ErrorState error={trail.error} onRetry={() => void trail.refetch()} />
    );
  }
  const items = trail.data.entries.map((one, index): TimelineItem => {
    const open = one.rules.length > 0 || one.details.length > 0;
    return {
      key: `${index} ${one.at}`,
      title: one.title,
      at: one.at,
      tone: tones[one.kind],
      ...(one.words !== null || open ? { body: <Step entry={one} /> } : {}),
    };
  });
  return (
    <Stack gap="sm">
      <Text fw={600}>{trail.data.answer}</Text>
      <Timeline label="Why" items={items} />
    </Stack>
  );
}

function Step({ entry }: { entry: TrailEntry }) {
  const [open, setOpen] = useState(false);
  const { details } = entry;
  // What decided is what people look for: it stands there without being asked for.
  const decided = entry.rules.filter((one) => one.outcome === 'decided');
  const rules = entry.rules.filter((one) => one.outcome !== 'decided');
  const label =
    rules.length > 0
      ? plural(rules.length, decided.length > 0 ? 'other rule' : 'rule', decided.length > 0 ? 'other rules' : 'rules')
      : 'Details';
  return (
    <Stack gap={4} align="flex-start">
      {entry.words !== null && decided.every((one) => one.question !== entry.words) && <span>{entry.words}</span>}
      {decided.map((rule) => (
        <Rule key={rule.rule} rule={rule} />
      ))}
      {rules.length + details.length > 0 && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={open}
          leftSection={open ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
          onClick={() => setOpen(!open)}
        >
          {label}
        </Button>
      )}
      <Collapse expanded={open} w="100%">
        <Stack gap="sm">
          {details.length > 0 && <Pairs pairs={details.map(({ name, value }) => [name, value])} />}
          {rules.map((rule) => (
            <Rule key={rule.rule} rule={rule} />
          ))}
        </Stack>
      </Collapse>
    </Stack>
  );
}

const outcomes = {
  passed: { label: 'Yes', tone: 'success' },
  decided: { label: 'No', tone: 'warning' },
  not_reached: { label: 'Not asked', tone: 'neutral' },
} as const;

function Rule({ rule }: { rule: TrailRule }) {
  const { label, tone } = outcomes[rule.outcome];
  const values = Object.entries(rule.values).map(readable);
  return (
    <div>
      <Text size="sm" component="div">
        {rule.question} <StatusBadge tone={tone}>{label}</StatusBadge>
      </Text>
      {rule.outcome !== 'not_reached' && <Pairs pairs={values} />}
    </div>
  );
}

/** A value as people read it; money is kept in millionths of a dollar. */
function readable([name, value]: readonly [string, TrailRule['values'][string]]): readonly [string, string] {
  const label = name.replace(/_micros$/, '').replaceAll('_', ' ');
  if (value === null) return [label, '–'];
  if (typeof value === 'boolean') return [label, value ? 'yes' : 'no'];
  return [label, name.endsWith('_micros') ? formatMoney(Number(value), 'USD') : String(value)];
}

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

function Pairs({ pairs }: { pairs: readonly (readonly [string, string])[] }) {
  const { time_zone } = useWorkspace();
  return (
    <dl className={classes.facts}>
      {pairs.map(([name, value]) => (
        <div key={name} className={classes.pair}>
          <dt>{name}</dt>
          <dd>{instant.test(value) ? formatInstant(value, time_zone) : value}</dd>
        </div>
      ))}
    </dl>
  );
}
