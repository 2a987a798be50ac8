import { Text } from '@mantine/core';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { WorkspaceForm } from '../../features/workspace/WorkspaceForm.tsx';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useSession, useSetSession } from '../../lib/session.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { NoPermissionState } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

/** A further workspace, with people, senders and members of its own. */
export function NewWorkspacePage() {
  const here = useWorkspace();
  const path = usePath();
  const go = useGo();
  const session = useSession();
  const setSession = useSetSession();
  const create = useApiMutation(workspacesApi.createWorkspace, {
    onSuccess: ({ workspace, session: next }) => {
      setSession(next);
      go(`/w/${workspace.slug}`);
    },
  });
  const may = session?.user?.operator === true || session?.installation.open_signup === true;
  if (!may) return <NoPermissionState words="The operator of this installation creates workspaces. Ask them for one." />;
  return (
    <>
      <PageHeader title="New workspace" breadcrumbs={[{ label: here.name, to: path() }]} />
      <Section>
        <Text c="dimmed" mb="lg" maw="62ch">
          A workspace of its own: its people, messages, connections and members are apart from every other. You will be its owner,
          and it starts in the sandbox.
        </Text>
        <WorkspaceForm
          initial={{ name: '', country: here.country, time_zone: here.time_zone }}
          submitLabel="Create the workspace"
          saving={create.isPending}
          error={create.error}
          onSubmit={(body, onRefused) => void create.mutateAsync({ body }).catch(onRefused)}
        />
      </Section>
    </>
  );
}
