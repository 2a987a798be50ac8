import { Text, UnstyledButton } from '@mantine/core';
import { formatFieldValue } from '@tidings/core/contacts/field-values';
import type { ContactRow } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { useRef, useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { notifyError } from '../../ui/notify.tsx';
import { DetailInput, type ListDetail } from './DetailInput.tsx';
import classes from './Lists.module.css';

interface DetailCellProps {
  readonly listId: string;
  readonly field: ListDetail;
  readonly contact: Pick<ContactRow, 'id' | 'name' | 'entry'>;
}

/** One detail of one person on a list; pressed, it can be changed in its place. */
export function DetailCell({ listId, field, contact }: DetailCellProps) {
  const mayChange = useMay('lists:write');
  const stored = contact.entry?.[field.key];
  const [draft, setDraft] = useState<string | null>(null);
  // Leaving the input after Enter must not save twice.
  const settled = useRef(true);
  const save = useApiMutation(listsApi.setEntryDetails, { invalidates: ['contacts', 'lists'], onError: notifyError });
  const before = stored === undefined ? '' : String(stored);
  const end = (value: string | null) => {
    if (settled.current) return;
    settled.current = true;
    setDraft(null);
    if (value === null || value.trim() === before) return;
    const details = { [field.key]: value.trim() === '' ? null : value.trim() };
    save.mutate({ params: { list_id: listId }, body: { contact_ids: [contact.id], details } });
  };
  if (draft !== null) {
    return (
      <DetailInput
        field={field}
        name={`${field.label} of ${contact.name}`}
        value={draft}
        autoFocus
        onChange={setDraft}
        onDone={end}
        onCancel={() => end(null)}
      />
    );
  }
  const shown = save.isPending ? '…' : formatFieldValue(field.type, stored ?? null);
  const words =
    shown === '' ? (
      <Text span c="dimmed">
        –
      </Text>
    ) : (
      <bdi>{shown}</bdi>
    );
  if (!mayChange) return words;
  return (
    <UnstyledButton
      className={classes.cell}
      aria-label={`Change ${field.label} of ${contact.name}, now ${shown === '' ? 'empty' : shown}`}
      onClick={() => {
        settled.current = false;
        setDraft(before);
      }}
    >
      {words}
    </UnstyledButton>
  );
}
