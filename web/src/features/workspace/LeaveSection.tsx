import { Button, Group, Text } from '@mantine/core';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { useGo } from '../../lib/navigate.ts';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';

/** The own way out of a workspace. */
export function LeaveSection() {
  const { name } = useWorkspace();
  const go = useGo();
  const leave = useApiMutation(workspacesApi.leaveWorkspace, {
    invalidates: ['workspace'],
    onSuccess: () => go('/', { replace: true }),
    onError: notifyError,
  });
  const ask = async () => {
    const sure = await confirm({
      title: `Leave ${name}?`,
      words: 'You will see nothing of this workspace any more, until somebody invites you again. Your account stays.',
      confirmLabel: 'Leave',
      danger: true,
    });
    if (sure) leave.mutate();
  };
  return (
    <Section title="Leave this workspace">
      <Group justify="space-between">
        <Text c="dimmed" maw="60ch">
          What you made here stays with the others. The last owner cannot leave.
        </Text>
        <Button variant="default" color="red" loading={leave.isPending} onClick={ask}>
          Leave…
        </Button>
      </Group>
    </Section>
  );
}
