import { Button, Modal, Select, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowsJoin } from '@tabler/icons-react';
import { type Contact, contactsApi } from '@tidings/core/contract/contacts';
import { useState } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useApi } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { MergeDialog } from './MergeDialog.tsx';

/** Merges another contact into this one: first whom, then how. */
export function MergeWith({ contact, onMerged }: { contact: Contact; onMerged: (keptId: string) => void }) {
  const [choosing, setChoosing] = useState(false);
  const [other, setOther] = useState<{ id: string; name: string }>();
  return (
    <>
      <Button variant="default" leftSection={<IconArrowsJoin size={17} stroke={1.7} />} onClick={() => setChoosing(true)}>
        Merge
      </Button>
      <Modal opened={choosing} onClose={() => setChoosing(false)} title={`Merge ${contact.name} with another contact`}>
        <Choose
          exceptId={contact.id}
          onChoose={(chosen) => {
            setChoosing(false);
            setOther(chosen);
          }}
        />
      </Modal>
      <MergeDialog pair={other && [contact, other]} onClose={() => setOther(undefined)} onMerged={onMerged} />
    </>
  );
}

function Choose({ exceptId, onChoose }: { exceptId: string; onChoose: (one: { id: string; name: string }) => void }) {
  const { country } = useWorkspace();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const found = useApi(contactsApi.listContacts, {
    query: { limit: 20, ...(search.trim() === '' ? {} : { search }) },
    keepPrevious: true,
  });
  const people = (found.data?.items ?? []).filter((one) => one.id !== exceptId);
  return (
    <Stack gap="sm">
      <Text size="sm">When one person is here twice. Nothing happens before you have seen what comes of it.</Text>
      <Select
        label="The other contact"
        placeholder="Name or number"
        searchable
        data-autofocus
        nothingFoundMessage={found.isFetching ? 'Looking…' : 'Nobody found'}
        data={people.map((one) => ({
          value: one.id,
          label: [one.name, one.phone === null || one.phone === one.name ? '' : readablePhone(one.phone, country)]
            .filter(Boolean)
            .join(', '),
        }))}
        filter={({ options }) => options}
        searchValue={typed}
        onSearchChange={setTyped}
        value={null}
        onChange={(id) => {
          const one = people.find((person) => person.id === id);
          if (one) onChoose({ id: one.id, name: one.name });
        }}
      />
    </Stack>
  );
}
