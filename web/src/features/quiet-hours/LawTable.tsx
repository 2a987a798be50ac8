import { Anchor, Collapse, List, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lawHours, lawHoursCheckedOn, stateGuides } from '@tidings/core/compliance/data/quiet-hours-law';
import { formatDate } from '../../lib/format.ts';
import { lawGroups, stateName, weekWords } from './law-words.ts';

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const single = lawHours.filter((row) => row.confirmed === 'single').map((row) => stateName(row.place));

/** The hours of the law in a sentence, and on demand every state with its source. */
export function LawTable() {
  const [open, { toggle }] = useDisclosure(false);
  const groups = lawGroups();
  const federal = lawHours[0];
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
      <Anchor component="button" type="button" ta="left" onClick={toggle} aria-expanded={open} aria-controls="law-table">
        {open ? 'Show fewer' : `Show all ${lawHours.length - 1} states and where this is written`}
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
              .filter((row) => row.source !== stateGuides)
              .map((row) => (
                <List.Item key={`${row.place} ${row.since ?? ''}`}>
                  <strong>{row.place === 'US' ? 'United States' : stateName(row.place)}</strong>: {row.source}
                  {row.since !== undefined && `; since ${formatDate(`${row.since}T12:00:00Z`, 'UTC')}`}
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
