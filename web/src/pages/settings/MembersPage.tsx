import { Button, Stack } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { membersApi } from '@tidings/core/contract/members';
import { useState } from 'react';
import { AddPersonDialog } from '../../features/members/AddPersonDialog.tsx';
import { InvitationsSection } from '../../features/members/InvitationsSection.tsx';
import { MembersTable } from '../../features/members/MembersTable.tsx';
import { RoleAbilities } from '../../features/members/RoleAbilities.tsx';
import { useApiPages } from '../../lib/query.ts';
import { useMay, useWorkspace } from '../../lib/workspace.ts';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';

/** Who works here, and what each may do. */
export function MembersPage() {
  const workspace = useWorkspace();
  const mayManage = useMay('members:manage');
  const [adding, setAdding] = useState(false);
  const members = useApiPages(membersApi.listMembers, { topics: ['members'] });
  return (
    <>
      <PageHeader
        title="Members"
        subtitle={`Who works in ${workspace.name}, and what each may do.`}
        actions={
          mayManage && (
            <Button leftSection={<IconUserPlus size={17} stroke={1.7} />} onClick={() => setAdding(true)}>
              Add a person
            </Button>
          )
        }
      />
      <Stack gap="lg">
        <ListStates
          {...members}
          onRetry={members.refetch}
          empty={
            <EmptyState
              icon={<IconUsers size={26} stroke={1.5} />}
              title="Nobody here yet"
              words="Programs work here with API keys, but no person is a member."
            />
          }
        >
          <MembersTable members={members.items} more={members} />
        </ListStates>
        {mayManage && <InvitationsSection />}
        <RoleAbilities />
      </Stack>
      <AddPersonDialog opened={adding} onClose={() => setAdding(false)} />
    </>
  );
}
