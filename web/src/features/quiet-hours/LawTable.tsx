import { Anchor, Collapse, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  isInForce,
  type LawHours,
  lawHours,
  lawHoursCheckedOn,
  stateGuides,
} from '@tidings/core/compliance/data/quiet-hours-law';
import { formatDate } from '../../lib/format.ts';
import { lawGroups, limitGroups, stateName, weekWords } from './law-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const single = lawHours.filter((row) => row.confirmed === 'single').map((row) => stateName(row.place));

/** The hours of the law in a sentence, and on demand every state with its source. */
export function LawTable() {
  const [open, { toggle }] = useDisclosure(false);
  const today = new Date().toISOString().slice(0, 10);
  const groups = lawGroups(today);
  const states = new Set(groups.flatMap((group) => group.states.map((row) => row.place)));
  const federal = lawHours.find((row) => row.place === 'US' && isInForce(row, today));
  return (
    <Stack gap="sm">
      <Text>
        Texts go out between {weekWords(federal?.week ?? '').replace(' to ', ' and ')} at the person’s place. Where a state is
        stricter, its hours count:
      </Text>
      <List size="sm" spacing={4}>
        {groups.slice(0, 2).map((group) => (
          <List.Item key={group.words}>
            <strong>{group.words}</strong> in {group.names}
          </List.Item>
        ))}
      </List>
      {limitGroups(today).map(({ most, names }) => (
        <Text size="sm" key={most}>
          No more than <strong>{most} texts in 24 hours</strong> reach one person in {names}. One more waits until the first of
          them is a day old.
        </Text>
      ))}
      <Anchor component="button" type="button" ta="left" onClick={toggle} aria-expanded={open} aria-controls="law-table">
        {open ? 'Show fewer' : `Show all ${states.size} states and where this is written`}
      </Anchor>
      <Collapse expanded={open} id="law-table">
        <Stack gap="sm">
          <List size="sm" spacing={4}>
            {groups.slice(2).map((group) => (
              <List.Item key={group.words}>
                <strong>{group.words}</strong> in {group.names}
              </List.Item>
            ))}
          </List>
          <List size="sm" spacing={4} listStyleType="none">
            {lawHours
              .filter((row) => row.source !== stateGuides || row.until !== undefined)
              .map((row) => (
                <List.Item key={`${row.place} ${row.since ?? ''}`}>
                  <strong>{row.place === 'US' ? 'United States' : stateName(row.place)}</strong>: {row.source}
                  {daysWords(row, today)}
                  {row.note !== undefined && `. ${row.note}`}
                </List.Item>
              ))}
            <List.Item>
              <strong>All others</strong>: {stateGuides}. Only one guide has {list.format(single)}.
            </List.Item>
          </List>
          <Text size="sm" c="dimmed">
            Compared with its sources on {formatDate(`${lawHoursCheckedOn}T12:00:00Z`, 'UTC')}. It is no legal advice. A state
            counts when the person’s address or area code is there.
          </Text>
        </Stack>
      </Collapse>
    </Stack>
  );
}

const dayWords = (day: string) => formatDate(`${day}T12:00:00Z`, 'UTC');

/** From when to when a row holds, as far as it is known: `; since Sep 1, 2025, until Dec 31, 2026`. */
function daysWords({ since, until }: LawHours, today: string): string {
  const from = since === undefined ? [] : [`${since > today ? 'from' : 'since'} ${dayWords(since)}`];
  const to = until === undefined ? [] : [`until ${dayWords(until)}`];
  const words = [...from, ...to].join(', ');
  return words === '' ? '' : `; ${words}`;
}
