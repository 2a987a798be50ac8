import { List, Text } from '@mantine/core';
import type { Health, HealthPartName, HealthStatus } from '@tidings/core/contract/health';
import { Section } from '../../ui/Section.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Tone } from '../../ui/tone.ts';
import classes from './Health.module.css';

const statuses: Readonly<Record<HealthStatus, { tone: Tone; label: string }>> = {
  ok: { tone: 'success', label: 'Works' },
  warning: { tone: 'warning', label: 'Look at it' },
  failing: { tone: 'danger', label: 'Does not work' },
  unseen: { tone: 'neutral', label: 'Cannot be seen' },
};

const names: Readonly<Record<HealthPartName, string>> = {
  database: 'Database',
  queue: 'Queue',
  workers: 'Workers',
  connections: 'Connections',
  sandbox: 'Sandbox carrier',
  disk: 'Disk',
};

/** Each part of the installation, as it was found a moment ago. */
export function HealthParts({ health }: { health: Health }) {
  return (
    <Section title="Parts" subtitle="Really looked at, a few seconds ago; providers every few minutes." flush>
      <ul className={classes.parts}>
        {health.parts.map(({ part, status, words, details, age_seconds: age }) => (
          <li key={part}>
            <div className={classes.name}>
              <strong>{names[part]}</strong>
              <StatusBadge tone={statuses[status].tone}>{statuses[status].label}</StatusBadge>
            </div>
            <div>
              <Text size="sm">{words}</Text>
              {details.length > 0 && (
                <List size="sm" mt={4}>
                  {details.map((one) => (
                    <List.Item key={one}>{one}</List.Item>
                  ))}
                </List>
              )}
            </div>
            <span className={classes.age}>{ageWords(age)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ageWords(seconds: number): string {
  if (seconds < 1) return 'just now';
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3_600)} h ago`;
}
