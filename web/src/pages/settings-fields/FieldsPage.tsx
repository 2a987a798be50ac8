import { Button, Code, SegmentedControl, Text } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { type CustomField, fieldsApi } from '@tidings/core/contract/fields';
import { useState } from 'react';
import { z } from 'zod';
import { FieldFormModal } from '../../features/contacts/FieldFormModal.tsx';
import { fieldTypeWords } from '../../features/contacts/field-words.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { useMay } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { RowActions } from './RowActions.tsx';

const topics = ['fields', 'contacts'] as const;
const Filters = z.object({ show: z.enum(['used', 'archived']).default('used') });

/** The custom fields of the workspace. */
export function FieldsPage() {
  const [{ show }, setFilters] = useSearchState(Filters);
  const [editing, setEditing] = useState<CustomField | 'new' | null>(null);
  const may = useMay('fields:manage');
  const fields = useApi(fieldsApi.listFields, { query: show === 'archived' ? { archived: 'true' as const } : {}, topics });
  const items = fields.data?.items ?? [];
  const actions = useFieldActions(items);
  const columns: Column<CustomField>[] = [
    { key: 'label', header: 'Label', card: 'title', render: (field) => field.label },
    {
      key: 'type',
      header: 'Type',
      render: (field) => (
        <>
          {fieldTypeWords[field.type]}
          {field.type === 'choice' && (
            <Text size="sm" c="dimmed" lineClamp={1}>
              {field.choices.join(', ')}
            </Text>
          )}
        </>
      ),
    },
    { key: 'key', header: 'Merge tag', hideBelow: 'md', render: (field) => <Code>{`contact.${field.key}`}</Code> },
    ...(may
      ? [
          {
            key: 'actions',
            header: '',
            width: 180,
            card: 'corner' as const,
            render: (field: CustomField) =>
              show === 'archived' ? (
                <Button size="compact-sm" variant="light" onClick={() => actions.restore(field)}>
                  Restore
                </Button>
              ) : (
                <RowActions
                  name={field.label}
                  movable
                  onEdit={() => setEditing(field)}
                  onArchive={() => actions.archive(field)}
                  {...actions.moves(field)}
                />
              ),
          },
        ]
      : []),
  ];
  const make = may && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setEditing('new')}>
      New field
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Fields"
        subtitle="What you keep about each person beyond name, phone and address. Each is a merge tag in your texts."
        actions={make}
      />
      <SegmentedControl
        aria-label="Which fields"
        mb="md"
        value={show}
        onChange={(next) => setFilters({ show: next === 'archived' ? 'archived' : 'used' })}
        data={[
          { value: 'used', label: 'In use' },
          { value: 'archived', label: 'Archived' },
        ]}
      />
      <ListStates
        isPending={fields.isPending}
        error={fields.error}
        items={items}
        onRetry={() => void fields.refetch()}
        empty={
          show === 'archived' ? (
            <EmptyState title="Nothing archived" words="Fields that you archive keep their values and can be restored here." />
          ) : (
            <EmptyState
              icon={<IconForms size={26} stroke={1.5} />}
              title="No fields of your own yet"
              words="For example a membership number, a shirt size, or whether somebody sings."
              action={make}
            />
          )
        }
      >
        <DataTable
          label="Custom fields"
          rows={items}
          columns={columns}
          rowId={(field) => field.id}
          rowName={(field) => field.label}
        />
      </ListStates>
      <FieldFormModal
        opened={editing !== null}
        field={editing === 'new' ? null : editing}
        onClose={() => setEditing(null)}
        onDone={() => setEditing(null)}
      />
    </>
  );
}

function useFieldActions(items: readonly CustomField[]) {
  const restoring = useApiMutation(fieldsApi.restoreField, {
    invalidates: topics,
    onSuccess: ({ label }) => notifyDone(`The field ${label} is back`),
    onError: notifyError,
  });
  const archiving = useApiMutation(fieldsApi.archiveField, { invalidates: topics, onError: notifyError });
  const moving = useApiMutation(fieldsApi.updateField, { invalidates: ['fields'], onError: notifyError });
  const restore = (field: CustomField) => restoring.mutate({ params: { field_id: field.id } });
  const archive = (field: CustomField) =>
    void archiving
      .mutateAsync({ params: { field_id: field.id } })
      .then(() =>
        notifyUndo({ message: `The field ${field.label} is archived; its values are kept`, onUndo: () => restore(field) }),
      )
      .catch(() => undefined);
  /** Trades places with a neighbour; places may be equal after deletions elsewhere, so both get the number of their new place. */
  const swap = (from: number, to: number) => {
    const [moved, other] = [items[from], items[to]];
    if (moved === undefined || other === undefined || moving.isPending) return;
    moving.mutate({ params: { field_id: other.id }, body: { position: from } });
    moving.mutate({ params: { field_id: moved.id }, body: { position: to } });
  };
  const moves = (field: CustomField) => {
    const at = items.indexOf(field);
    return {
      onUp: at > 0 ? () => swap(at, at - 1) : undefined,
      onDown: at < items.length - 1 ? () => swap(at, at + 1) : undefined,
    };
  };
  return { restore, archive, moves };
}
