import { Text } from '@mantine/core';
import type { ConsentEvent } from '@tidings/core/contract/contacts';
import { formatInstant } from '../../lib/format.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { evidenceName, sourceLabel } from './consent-words.ts';

/** What proves a word on consent: how and in which words it was given, by whom; in full also where that is written down. */
export function Evidence({ event, full }: { event: ConsentEvent; full: boolean }) {
  const { time_zone: zone } = useWorkspace();
  const lines = [
    event.method,
    event.wording === null ? null : `“${event.wording}”`,
    event.actor_name === null ? null : `by ${event.actor_name}`,
    full && event.address !== null ? `Number: ${event.address}` : null,
  ];
  const details = full ? Object.entries(event.evidence).filter(([key]) => key !== 'method' && key !== 'contact_id') : [];
  return (
    <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
      {lines
        .filter((line) => line !== null)
        .map((line) => (
          <div key={line}>{line}</div>
        ))}
      {details.map(([key, value]) => (
        <div key={key}>
          {evidenceName(key)}: {valueWords(key, value, zone)}
        </div>
      ))}
    </Text>
  );
}

function valueWords(key: string, value: string | number | boolean, zone: string): string {
  if (key.endsWith('_at') && typeof value === 'string') return formatInstant(value, zone);
  if (key === 'agreed_source') return sourceLabel(String(value));
  return value === true ? 'yes' : value === false ? 'no' : String(value);
}
