import { Button } from '@mantine/core';
import { IconPlus, IconTag } from '@tabler/icons-react';
import { type Tag, tagsApi } from '@tidings/core/contract/tags';
import { useState } from 'react';
import { TagChips } from '../../features/contacts/TagChips.tsx';
import { TagFormModal } from '../../features/contacts/TagFormModal.tsx';
import { formatNumber } from '../../lib/format.ts';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError, notifyUndo } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { RowActions } from './RowActions.tsx';

const topics = ['fields', 'contacts'] as const;

/** The tags of the workspace. */
export function TagsPage() {
  const [editing, setEditing] = useState<Tag | 'new' | null>(null);
  const may = useMay('lists:write');
  const path = usePath();
  const tags = useApi(tagsApi.listTags, { topics });
  const restore = useApiMutation(tagsApi.restoreTag, {
    invalidates: topics,
    onSuccess: ({ name }) => notifyDone(`The tag ${name} is back`),
    onError: notifyError,
  });
  const archive = useApiMutation(tagsApi.archiveTag, { invalidates: topics, onError: notifyError });
  const remove = (tag: Tag) =>
    void archive
      .mutateAsync({ params: { tag_id: tag.id } })
      .then(() =>
        notifyUndo({ message: `The tag ${tag.name} is archived`, onUndo: () => restore.mutate({ params: { tag_id: tag.id } }) }),
      )
      .catch(() => undefined);
  const columns: Column<Tag>[] = [
    { key: 'name', header: 'Tag', card: 'title', render: (tag) => <TagChips tags={[tag]} /> },
    {
      key: 'contacts',
      header: 'People',
      align: 'right',
      width: 130,
      render: (tag) => <AppLink to={path(`contacts?tag=${tag.id}`)}>{formatNumber(tag.contacts)}</AppLink>,
    },
    ...(may
      ? [
          {
            key: 'actions',
            header: '',
            width: 110,
            card: 'corner' as const,
            render: (tag: Tag) => <RowActions name={tag.name} onEdit={() => setEditing(tag)} onArchive={() => remove(tag)} />,
          },
        ]
      : []),
  ];
  const make = may && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setEditing('new')}>
      New tag
    </Button>
  );
  return (
    <>
      <PageHeader title="Tags" subtitle="Labels on contacts, for filters and for choosing who gets a message." actions={make} />
      <ListStates
        isPending={tags.isPending}
        error={tags.error}
        items={tags.data?.items ?? []}
        onRetry={() => void tags.refetch()}
        empty={
          <EmptyState
            icon={<IconTag size={26} stroke={1.5} />}
            title="No tags yet"
            words="Tags say something about a person: volunteer, newcomer, speaks Spanish."
            action={make}
          />
        }
      >
        <DataTable
          label="Tags"
          rows={tags.data?.items ?? []}
          columns={columns}
          rowId={(tag) => tag.id}
          rowName={(tag) => tag.name}
        />
      </ListStates>
      <TagFormModal
        opened={editing !== null}
        tag={editing === 'new' ? null : editing}
        onClose={() => setEditing(null)}
        onDone={() => setEditing(null)}
      />
    </>
  );
}
