import { Stack, Text } from '@mantine/core';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { LeaveSection } from '../../features/workspace/LeaveSection.tsx';
import { ModeSection } from '../../features/workspace/ModeSection.tsx';
import { WorkspaceForm } from '../../features/workspace/WorkspaceForm.tsx';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay } from '../../lib/workspace.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';

/** Settings of the workspace as a whole: sandbox or live, name, country, time zone. */
export function WorkspacePage() {
  const workspace = useApi(workspacesApi.getWorkspace, { topics: ['workspace', 'connections'] });
  const mayManage = useMay('workspace:manage');
  const save = useApiMutation(workspacesApi.updateWorkspace, {
    invalidates: ['workspace'],
    onSuccess: () => notifyDone('Saved.'),
  });
  return (
    <>
      <PageHeader title="Workspace" subtitle="Sandbox or live, and what it is called." />
      {workspace.error !== null && workspace.data === undefined && (
        <ErrorState error={workspace.error} onRetry={() => void workspace.refetch()} />
      )}
      {workspace.isPending && <LoadingState rows={5} />}
      {workspace.data !== undefined && (
        <Stack gap="lg">
          <ModeSection workspace={workspace.data} />
          <Section title="About the workspace">
            {mayManage ? (
              <WorkspaceForm
                // A change that somebody else saved shows up here; one that we are typing is not overwritten by our own.
                key={`${workspace.data.name}|${workspace.data.country}|${workspace.data.time_zone}`}
                initial={{ name: workspace.data.name, country: workspace.data.country, time_zone: workspace.data.time_zone }}
                submitLabel="Save"
                saving={save.isPending}
                error={save.error}
                onlyChanged
                onSubmit={(body, onRefused) => void save.mutateAsync({ body }).catch(onRefused)}
              />
            ) : (
              <Text c="dimmed">
                {workspace.data.name}, {workspace.data.country}, {workspace.data.time_zone.replaceAll('_', ' ')}. Admins change
                this.
              </Text>
            )}
          </Section>
          <LeaveSection />
        </Stack>
      )}
    </>
  );
}
