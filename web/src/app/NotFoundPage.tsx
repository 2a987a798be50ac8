import { Stack, Text, Title } from '@mantine/core';
import { use } from 'react';
import { useTitle } from '../lib/title.ts';
import { WorkspaceContext } from '../lib/workspace.ts';
import { ButtonLink } from '../ui/AppLink.tsx';
import { EntryLayout } from '../ui/EntryLayout.tsx';

/** No page has this address. */
export function NotFoundPage() {
  useTitle('Page not found');
  const workspace = use(WorkspaceContext);
  const content = (
    <Stack gap="md" align="flex-start" maw={480} py={workspace === null ? 0 : 64}>
      <Title order={1}>There is no page here</Title>
      <Text c="dimmed">The address may be mistyped, or what it showed has been deleted.</Text>
      <ButtonLink to={workspace === null ? '/' : `/w/${workspace.slug}`}>Go to the start</ButtonLink>
    </Stack>
  );
  return workspace === null ? <EntryLayout>{content}</EntryLayout> : content;
}
