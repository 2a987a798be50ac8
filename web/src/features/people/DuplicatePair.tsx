import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowsJoin } from '@tabler/icons-react';
import type { Duplicate, DuplicatePerson } from '@tidings/core/contract/duplicates';
import { readablePhone } from '../../lib/phone.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './People.module.css';

/** How much speaks for it, in a word; strong evidence needs none. */
const strengthWords = { strong: null, medium: 'Worth a look', weak: 'Only a hint' } as const;

interface DuplicatePairProps {
  readonly pair: Duplicate;
  readonly onMerge: () => void;
  readonly onDismiss: () => void;
}

/** Two contacts that may be one person: what speaks for it, and what to do. */
export function DuplicatePair({ pair, onMerge, onDismiss }: DuplicatePairProps) {
  const names = `${pair.first.name} and ${pair.second.name}`;
  const word = strengthWords[pair.strength];
  return (
    <li className={classes.pair}>
      <div className={classes.sides}>
        <Side person={pair.first} />
        <Side person={pair.second} />
      </div>
      <Stack gap={2} align="flex-start">
        {word !== null && (
          <Badge variant="light" color="gray" mb={2}>
            {word}
          </Badge>
        )}
        <EvidenceWords evidence={pair.evidence} />
      </Stack>
      <Group gap="sm">
        <Button size="sm" leftSection={<IconArrowsJoin size={16} />} aria-label={`Merge ${names}`} onClick={onMerge}>
          Merge…
        </Button>
        <Button size="sm" variant="default" aria-label={`${names} are two people`} onClick={onDismiss}>
          Two people
        </Button>
      </Group>
    </li>
  );
}

export function EvidenceWords({ evidence }: { evidence: Duplicate['evidence'] }) {
  return evidence.map((one) => (
    <Text key={one.reason} size="sm" className={classes.words}>
      {one.words}
    </Text>
  ));
}

function Side({ person }: { person: DuplicatePerson }) {
  const path = usePath();
  const { country } = useWorkspace();
  const facts = [
    person.phone && readablePhone(person.phone, country),
    person.email,
    person.company,
    person.birthday && `born ${person.birthday}`,
    person.external_id && `id ${person.external_id}`,
  ].filter(Boolean);
  return (
    <div>
      <AppLink to={path(`contacts/${person.id}`)} fw={600}>
        <bdi>{person.name}</bdi>
      </AppLink>
      <Text size="sm" className={classes.words}>
        {facts.join(' · ')}
      </Text>
      <Text size="sm" c="dimmed">
        Added <RelativeTime at={person.created_at} />
      </Text>
    </div>
  );
}
