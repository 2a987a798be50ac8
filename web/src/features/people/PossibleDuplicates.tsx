import { Button, Group, Stack, Text } from '@mantine/core';
import type { Contact } from '@tidings/core/contract/contacts';
import { type DuplicatePerson, duplicatesApi } from '@tidings/core/contract/duplicates';
import { useState } from 'react';
import { useApi } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { Section } from '../../ui/Section.tsx';
import { EvidenceWords } from './DuplicatePair.tsx';
import { countWords } from './Duplicates.tsx';
import { MergeDialog } from './MergeDialog.tsx';

const topics = ['contacts', 'duplicates'] as const;

/** How many pairs wait for somebody to say, as a link to them. Nothing where there are none, or for those who may not merge. */
export function DuplicatesLink() {
  const path = usePath();
  const mayMerge = useMay('contacts:delete');
  const { data } = useApi(duplicatesApi.countDuplicates, { topics, enabled: mayMerge });
  const count = (data?.strong ?? 0) + (data?.medium ?? 0);
  if (!mayMerge || count === 0) return null;
  return (
    <AppLink to={path('contacts/duplicates')} size="sm">
      {countWords(count)} possible {count === 1 ? 'duplicate' : 'duplicates'}
    </AppLink>
  );
}

/** Others who may be this person, and why. Nothing where there are none. */
export function PossibleDuplicates({ contact, onMerged }: { contact: Contact; onMerged: (keptId: string) => void }) {
  const path = usePath();
  const mayMerge = useMay('contacts:delete');
  const [merging, setMerging] = useState<DuplicatePerson>();
  const found = useApi(duplicatesApi.listDuplicatesOf, {
    params: { contact_id: contact.id },
    topics,
    enabled: mayMerge,
  });
  const pairs = found.data?.items ?? [];
  return (
    <>
      {pairs.length > 0 && (
        <Section title="Perhaps the same person">
          <Stack gap="md">
            {pairs.map((pair) => {
              const other = pair.first.id === contact.id ? pair.second : pair.first;
              return (
                <Group key={other.id} justify="space-between" gap="sm" align="flex-start">
                  <div style={{ flex: '1 1 220px' }}>
                    <AppLink to={path(`contacts/${other.id}`)} fw={600}>
                      <bdi>{other.name}</bdi>
                    </AppLink>
                    <EvidenceWords evidence={pair.evidence} />
                  </div>
                  <Button size="sm" variant="default" aria-label={`Merge with ${other.name}`} onClick={() => setMerging(other)}>
                    Merge…
                  </Button>
                </Group>
              );
            })}
            <Text size="sm" c="dimmed">
              Two people? Say so under{' '}
              <AppLink to={path('contacts/duplicates')} underline="always">
                Possible duplicates
              </AppLink>
              .
            </Text>
          </Stack>
        </Section>
      )}
      <MergeDialog pair={merging && [contact, merging]} onClose={() => setMerging(undefined)} onMerged={onMerged} />
    </>
  );
}
