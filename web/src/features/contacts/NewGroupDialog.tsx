import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { errorWords } from '../../lib/api-error.ts';
import type { MakeNamed } from '../../lib/new-groups.ts';

interface NewGroupDialogProps {
  readonly kind: 'list' | 'tag';
  readonly onCreate: MakeNamed;
  readonly onDone: (made: { id: string; name: string }) => void;
  readonly onClose: () => void;
}

const words = {
  list: { title: 'New list', button: 'Create and add', maxLength: 100 },
  tag: { title: 'New tag', button: 'Create and tag', maxLength: 60 },
} as const;

/** Asks for the name of a new list or tag, into which the ticked people go. */
export function NewGroupDialog({ kind, onCreate, onDone, onClose }: NewGroupDialogProps) {
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSaving, setSaving] = useState(false);
  const { title, button, maxLength } = words[kind];
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setProblem('The name is needed.');
    setSaving(true);
    try {
      onDone({ id: await onCreate(name.trim()), name: name.trim() });
    } catch (error) {
      setProblem(errorWords(error, { name: 'The name' }));
      setSaving(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form noValidate onSubmit={(event) => void save(event)}>
        <Stack>
          <TextInput
            label="Name"
            required
            data-autofocus
            autoComplete="off"
            maxLength={maxLength}
            value={name}
            error={problem}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setProblem(undefined);
            }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isSaving}>
              {button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
