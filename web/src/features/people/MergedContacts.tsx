import { Button, Group, Stack, Text } from '@mantine/core';
import { peopleApi } from '@tidings/core/contract/people';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { Section } from '../../ui/Section.tsx';

/** Who was merged into a contact, and the way back. Nothing where nobody was. */
export function MergedContacts({ contactId }: { contactId: string }) {
  const path = usePath();
  const mayUndo = useMay('contacts:delete');
  const merges = useApi(peopleApi.listMerges, { params: { contact_id: contactId }, topics: ['contacts'] });
  const undo = useApiMutation(peopleApi.undoMerge, {
    invalidates: ['contacts', 'lists', 'conversations', 'messages'],
    onSuccess: ({ kept, merged }) => notifyDone(`${kept.name} and ${merged.name} are two contacts again`),
    onError: notifyError,
  });
  const items = merges.data?.items ?? [];
  if (items.length === 0) return null;
  const ask = async (id: string, name: string) => {
    const words =
      'Both are as they were before. What came in since then stays here, unless it came over a number that is the other’s alone.';
    if (await confirm({ title: `Make ${name} a contact of their own again?`, words, confirmLabel: 'Undo the merge' }))
      undo.mutate({ params: { merge_id: id } });
  };
  return (
    <Section title="Merged contacts">
      <Stack gap="sm">
        {items.map((one) => (
          <Group key={one.id} justify="space-between" gap="sm">
            <div>
              {one.undone_at === null ? (
                <bdi>{one.merged_name}</bdi>
              ) : (
                <AppLink to={path(`contacts/${one.merged_id}`)}>
                  <bdi>{one.merged_name}</bdi>
                </AppLink>
              )}
              <Text size="sm" c="dimmed" component="div">
                Merged by {one.by}, <RelativeTime at={one.at} />
                {one.undone_at !== null && `; undone by ${one.undone_by ?? 'somebody'}`}
              </Text>
            </div>
            {mayUndo && one.undone_at === null && (
              <Button
                size="sm"
                variant="default"
                aria-label={`Undo merge of ${one.merged_name}`}
                loading={undo.isPending}
                onClick={() => void ask(one.id, one.merged_name)}
              >
                Undo merge
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
