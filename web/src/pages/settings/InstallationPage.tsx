import { Group, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { operatorApi } from '@tidings/core/contract/operator';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { ErrorState, LoadingState } from '../../ui/ListStates.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Section } from '../../ui/Section.tsx';
import { StatCard } from '../../ui/StatCard.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';

/** The installation as a whole, for its operator. */
export function InstallationPage() {
  const installation = useApi(operatorApi.getInstallation, { topics: ['workspace'] });
  const update = useApiMutation(operatorApi.updateInstallation, {
    invalidates: ['workspace'],
    onSuccess: ({ open_signup }) =>
      notifyDone(open_signup ? 'Everybody may sign up now.' : 'People come by invitation only now.'),
    onError: notifyError,
  });
  const { data, error } = installation;
  return (
    <>
      <PageHeader title="Installation" subtitle="What holds for every workspace here. Only you, the operator, see this." />
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void installation.refetch()} />}
      {data === undefined && error === null && <LoadingState rows={3} />}
      {data !== undefined && (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, xs: 3 }}>
            <StatCard label="Workspaces" value={data.workspaces} />
            <StatCard label="Accounts" value={data.accounts} />
            <StatCard label="Version" value={data.version} />
          </SimpleGrid>
          <Section title="Who may come in">
            <Switch
              label="Open sign-up"
              description="Whoever finds this address may create an account with a workspace of their own, and further workspaces. Otherwise people come by invitation, and only you create workspaces."
              checked={data.open_signup}
              disabled={update.isPending}
              onChange={(event) => update.mutate({ body: { open_signup: event.currentTarget.checked } })}
            />
          </Section>
          <Section title="Set outside of these screens">
            <Stack gap="sm">
              <Group justify="space-between">
                <Text>Workspaces may go live</Text>
                <StatusBadge tone={data.live_allowed ? 'success' : 'warning'}>
                  {data.live_allowed ? 'Yes' : 'No, not for production'}
                </StatusBadge>
              </Group>
              <Group justify="space-between">
                <Text>Address that people and providers reach</Text>
                <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {data.public_url}
                </Text>
              </Group>
            </Stack>
          </Section>
        </Stack>
      )}
    </>
  );
}
