import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconKey, IconUserMinus, IconUserShield } from '@tabler/icons-react';
import { type Member, membersApi } from '@tidings/core/contract/members';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { confirm } from '../../ui/confirm.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { ChangeRoleDialog } from './ChangeRoleDialog.tsx';
import { ResetPasswordDialog } from './ResetPasswordDialog.tsx';

/** What can be done to a member. */
export function MemberMenu({ member, me }: { member: Member; me: boolean }) {
  const { name: workspace } = useWorkspace();
  const [dialog, setDialog] = useState<'role' | 'password'>();
  const remove = useApiMutation(membersApi.removeMember, {
    invalidates: ['members', 'workspace'],
    onSuccess: () => notifyDone(`${member.name} is no longer in ${workspace}.`),
    onError: notifyError,
  });
  const askRemove = async () => {
    const sure = await confirm({
      title: `Remove ${member.name}?`,
      words: `They lose access to ${workspace} at once. Their account, and what they made here, stay. To bring them back, invite them again.`,
      confirmLabel: 'Remove',
      danger: true,
    });
    if (sure) remove.mutate({ params: { user_id: member.user_id } });
  };
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`What to do with ${member.name}`}
            loading={remove.isPending}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserShield size={17} stroke={1.6} />} onClick={() => setDialog('role')}>
            Change role…
          </Menu.Item>
          {!me && (
            <>
              <Menu.Item leftSection={<IconKey size={17} stroke={1.6} />} onClick={() => setDialog('password')}>
                Set a new password…
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" leftSection={<IconUserMinus size={17} stroke={1.6} />} onClick={askRemove}>
                Remove…
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ChangeRoleDialog member={member} opened={dialog === 'role'} onClose={() => setDialog(undefined)} />
      <ResetPasswordDialog member={member} opened={dialog === 'password'} onClose={() => setDialog(undefined)} />
    </>
  );
}
