import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import type { ContactTarget } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import type { List } from '@tidings/core/contract/lists';
import { useState } from 'react';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { DetailInput } from './DetailInput.tsx';

interface SetDetailsProps {
  readonly list: List;
  readonly target: ContactTarget;
  readonly count: number;
  readonly onDone: () => void;
}

/** Sets one detail of all ticked people. */
export function SetDetails({ list, target, count, onDone }: SetDetailsProps) {
  const [opened, setOpened] = useState(false);
  if (list.fields.length === 0) return null;
  return (
    <>
      <Button size="sm" variant="default" leftSection={<IconPencil size={16} />} onClick={() => setOpened(true)}>
        Set detail
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={`Set a detail of ${plural(count, 'person', 'people')}`}>
        {opened && (
          <Fields
            list={list}
            target={target}
            onClose={() => setOpened(false)}
            onDone={() => {
              setOpened(false);
              onDone();
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Fields({ list, target, onClose, onDone }: Omit<SetDetailsProps, 'count'> & { onClose: () => void }) {
  const [key, setKey] = useState(list.fields[0]?.key ?? '');
  const [value, setValue] = useState('');
  const field = list.fields.find((one) => one.key === key);
  const save = useApiMutation(contactsApi.changeContacts, {
    idempotent: true,
    invalidates: ['contacts', 'lists', 'bulk_actions'],
    onSuccess: ({ changed, bulk_action: background }) => {
      if (background !== null) notifyDone('Goes on in the background');
      else
        notifyDone(changed === 0 ? 'Nothing to change: it was so already' : `Changed for ${plural(changed, 'person', 'people')}`);
      onDone();
    },
  });
  if (field === undefined) return null;
  const details = { [key]: value.trim() === '' ? null : value.trim() };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ body: { target, action: { kind: 'set_list_details', list_id: list.id, details } } });
      }}
    >
      <Stack>
        {save.error !== null && <FormError error={save.error} labels={{ [`action.details.${key}`]: field.label }} />}
        <Select
          label="Detail"
          allowDeselect={false}
          data={list.fields.map((one) => ({ value: one.key, label: one.label }))}
          value={key}
          onChange={(next) => {
            setKey(next ?? key);
            setValue('');
          }}
        />
        <DetailInput field={field} name="Value" label="Value" value={value} onChange={setValue} />
        <Text size="sm" c="dimmed">
          Only on the list {list.name}: whoever is on other lists keeps their details there. Empty takes the detail off.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {value.trim() === '' ? 'Take it off' : 'Set it'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
