import { Button } from '@mantine/core';
import { contactsApi } from '@tidings/core/contract/contacts';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { notifyDone, notifyError } from '../../ui/notify.tsx';

const topics = ['contacts', 'lists', 'fields', 'suppressions'] as const;

/** Loads two dozen invented people. */
export function useAddSamplePeople() {
  return useApiMutation(contactsApi.addSamplePeople, {
    idempotent: true,
    invalidates: topics,
    onSuccess: ({ added }) => notifyDone(`${plural(added, 'sample person', 'sample people')} added`),
    onError: notifyError,
  });
}

/** The button that loads invented people, to try things out. */
export function AddSamplePeople() {
  const may = useMay('contacts:import');
  const add = useAddSamplePeople();
  if (!may) return null;
  return (
    <Button variant="subtle" loading={add.isPending} onClick={() => add.mutate({})}>
      Load sample people
    </Button>
  );
}

/** Takes them away again. */
export function useRemoveSamplePeople() {
  return useApiMutation(contactsApi.removeSamplePeople, {
    invalidates: topics,
    onSuccess: ({ removed }) => notifyDone(`${plural(removed, 'sample person', 'sample people')} removed`),
    onError: notifyError,
  });
}
