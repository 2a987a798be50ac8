import { Avatar, Group, Text } from '@mantine/core';
import type { Member } from '@tidings/core/contract/members';
import { roleWords } from '@tidings/core/contract/permissions';
import { useSession } from '../../lib/session.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column, DataTableProps } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';
import { MemberMenu } from './MemberMenu.tsx';
import { mayChange } from './role-choices.ts';

/** Who is in the workspace, and what each may do. */
export function MembersTable({ members, more }: { members: readonly Member[]; more: DataTableProps<Member>['more'] }) {
  const { role, time_zone: zone } = useWorkspace();
  const mayManage = useMay('members:manage');
  const me = useSession()?.user?.id;
  const columns: Column<Member>[] = [
    { key: 'name', header: 'Name', card: 'title', render: (member) => <Face member={member} me={member.user_id === me} /> },
    { key: 'role', header: 'Role', width: 130, card: 'corner', render: (member) => roleWords[member.role].label },
    {
      key: 'seen',
      header: 'Last here',
      width: 170,
      hideBelow: 'md',
      render: (member) =>
        member.last_seen_at === null ? <Text c="dimmed">Not yet</Text> : <RelativeTime at={member.last_seen_at} zone={zone} />,
    },
  ];
  if (mayManage) {
    columns.push({
      key: 'menu',
      header: '',
      width: 64,
      align: 'right',
      render: (member) => (mayChange(role, member.role) ? <MemberMenu member={member} me={member.user_id === me} /> : null),
    });
  }
  return (
    <DataTable
      label="Members"
      rows={members}
      columns={columns}
      rowId={(member) => member.user_id}
      rowName={(member) => member.name}
      rowHeight={64}
      {...(more === undefined ? {} : { more })}
    />
  );
}

function Face({ member, me }: { member: Member; me: boolean }) {
  return (
    <Group gap="sm" wrap="nowrap">
      <Avatar name={member.name} size={36} color="tide" variant="light" alt="" />
      <div style={{ minWidth: 0 }}>
        <Group gap={8}>
          <Text component="span" fw={600}>
            {member.name}
          </Text>
          {me && <StatusBadge>You</StatusBadge>}
          {member.password_change_required && <StatusBadge tone="warning">Initial password</StatusBadge>}
        </Group>
        <Text size="sm" c="dimmed" truncate>
          {member.email}
        </Text>
      </div>
    </Group>
  );
}
