import { Button, Text, Title } from '@mantine/core';
import { type Invitation, membersApi } from '@tidings/core/contract/members';
import { roleWords } from '@tidings/core/contract/permissions';
import { useApiMutation, useApiPages } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import type { Column } from '../../ui/table/column.ts';
import { DataTable } from '../../ui/table/DataTable.tsx';

/** Invitations that nobody has accepted yet; not shown while there are none. */
export function InvitationsSection() {
  const { time_zone: zone } = useWorkspace();
  const invitations = useApiPages(membersApi.listInvitations, { topics: ['members'] });
  if (invitations.items.length === 0) return null;
  const columns: Column<Invitation>[] = [
    { key: 'email', header: 'E-mail', card: 'title', render: (one) => one.email },
    { key: 'role', header: 'Role', width: 130, render: (one) => roleWords[one.role].label },
    { key: 'by', header: 'Invited by', hideBelow: 'lg', render: (one) => one.invited_by },
    {
      key: 'expires',
      header: 'Expires',
      width: 130,
      card: 'corner',
      render: (one) =>
        one.expired ? <StatusBadge tone="warning">Expired</StatusBadge> : <RelativeTime at={one.expires_at} zone={zone} />,
    },
    { key: 'revoke', header: '', width: 120, align: 'right', render: (one) => <Revoke invitation={one} /> },
  ];
  return (
    <section aria-labelledby="open-invitations">
      <Title order={2} id="open-invitations">
        Open invitations
      </Title>
      <Text c="dimmed" size="sm" mb="sm">
        To make a new link, invite the same address again.
      </Text>
      <DataTable
        label="Open invitations"
        rows={invitations.items}
        columns={columns}
        rowId={(one) => one.id}
        rowName={(one) => one.email}
        more={invitations}
      />
    </section>
  );
}

function Revoke({ invitation }: { invitation: Invitation }) {
  const revoke = useApiMutation(membersApi.revokeInvitation, {
    invalidates: ['members'],
    onSuccess: () => notifyDone(`The invitation of ${invitation.email} is taken back.`),
    onError: notifyError,
  });
  const ask = async () => {
    const sure = await confirm({
      title: 'Take the invitation back?',
      words: `The link that ${invitation.email} was given will not work any more.`,
      confirmLabel: 'Take it back',
      danger: true,
    });
    if (sure) revoke.mutate({ params: { invitation_id: invitation.id } });
  };
  return (
    <Button variant="subtle" color="red" size="compact-sm" loading={revoke.isPending} onClick={ask}>
      Take back
    </Button>
  );
}
