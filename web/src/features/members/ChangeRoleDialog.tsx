import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { type Member, membersApi } from '@tidings/core/contract/members';
import { type Role, roleWords } from '@tidings/core/contract/permissions';
import { useState } from 'react';
import { useApiMutation } from '../../lib/query.ts';
import { useWorkspace } from '../../lib/workspace.ts';
import { FormError } from '../../ui/FormError.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { roleChoices } from './role-choices.ts';

/** Gives a member another role. */
export function ChangeRoleDialog({ member, opened, onClose }: { member: Member; opened: boolean; onClose: () => void }) {
  const { role: own } = useWorkspace();
  const [role, setRole] = useState<Role>(member.role);
  const change = useApiMutation(membersApi.changeMemberRole, {
    invalidates: ['members', 'workspace'],
    onSuccess: (changed) => {
      notifyDone(`${changed.name} is ${roleWords[changed.role].label.toLowerCase()} now.`);
      onClose();
    },
  });
  const close = () => {
    change.reset();
    setRole(member.role);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Role of ${member.name}`}>
      <Stack gap="md">
        <FormError error={change.error} />
        <Radio.Group value={role} onChange={(value) => setRole(value as Role)} aria-label="Role">
          <Stack gap="sm">
            {roleChoices(own).map((choice) => (
              <Radio key={choice.value} value={choice.value} label={choice.label} description={roleWords[choice.value].help} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button
            disabled={role === member.role}
            loading={change.isPending}
            onClick={() => change.mutate({ params: { user_id: member.user_id }, body: { role } })}
          >
            Change role
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
