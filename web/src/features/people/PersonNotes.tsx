import { ActionIcon, Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type Note, peopleApi } from '@tidings/core/contract/people';
import { useState } from 'react';
import { useApiMutation, useApiPages } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './People.module.css';

/** What members noted about a person. */
export function PersonNotes({ contactId }: { contactId: string }) {
  const params = { contact_id: contactId };
  const mayWrite = useMay('contacts:write');
  const [text, setText] = useState('');
  const pages = useApiPages(peopleApi.listNotes, { params, query: { limit: 10 }, topics: ['contacts'], topicId: contactId });
  const add = useApiMutation(peopleApi.addNote, {
    invalidates: ['contacts'],
    onSuccess: () => setText(''),
    onError: notifyError,
  });
  const remove = useApiMutation(peopleApi.removeNote, { invalidates: ['contacts'], onError: notifyError });
  return (
    <Section title="Team notes" subtitle="Only members see them.">
      <Stack gap="sm">
        {mayWrite && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (text.trim() !== '') add.mutate({ params, body: { body: text } });
            }}
          >
            <Textarea
              label="New note"
              autosize
              minRows={2}
              maxRows={8}
              maxLength={5_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" size="sm" mt={8} variant="default" disabled={text.trim() === ''} loading={add.isPending}>
              Add note
            </Button>
          </form>
        )}
        {pages.isPending ? (
          <LoadingState rows={1} />
        ) : pages.error !== null && pages.items.length === 0 ? (
          <ErrorState error={pages.error} onRetry={pages.refetch} />
        ) : (
          pages.items.map((note) => (
            <OneNote
              key={note.id}
              note={note}
              onRemove={mayWrite ? () => remove.mutate({ params: { ...params, note_id: note.id } }) : undefined}
            />
          ))
        )}
        {pages.hasMore && (
          <Button variant="subtle" size="compact-sm" loading={pages.isLoadingMore} onClick={pages.loadMore}>
            Earlier notes
          </Button>
        )}
      </Stack>
    </Section>
  );
}

function OneNote({ note, onRemove }: { note: Note; onRemove: (() => void) | undefined }) {
  return (
    <Group gap="sm" align="flex-start" wrap="nowrap" justify="space-between">
      <div>
        <Text size="sm" className={classes.words}>
          <bdi>{note.body}</bdi>
        </Text>
        <Text size="sm" c="dimmed">
          {note.author_name}, <RelativeTime at={note.created_at} />
        </Text>
      </div>
      {onRemove !== undefined && (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={32}
          aria-label={`Remove the note “${note.body.slice(0, 40)}”`}
          onClick={onRemove}
        >
          <IconTrash size={16} stroke={1.7} />
        </ActionIcon>
      )}
    </Group>
  );
}
