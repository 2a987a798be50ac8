import { Modal, Tabs } from '@mantine/core';
import { IconLink, IconUserPlus } from '@tabler/icons-react';
import { CreateMemberForm } from './CreateMemberForm.tsx';
import { InviteForm } from './InviteForm.tsx';

/** Two ways to bring somebody in: a link for them, or an account made for them. */
export function AddPersonDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a person" size="lg">
      <Tabs defaultValue="invite" keepMounted={false}>
        <Tabs.List mb="lg" grow>
          <Tabs.Tab value="invite" leftSection={<IconLink size={17} stroke={1.6} />}>
            Invite by link
          </Tabs.Tab>
          <Tabs.Tab value="create" leftSection={<IconUserPlus size={17} stroke={1.6} />}>
            Create an account
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="invite">
          <InviteForm onClose={onClose} />
        </Tabs.Panel>
        <Tabs.Panel value="create">
          <CreateMemberForm onClose={onClose} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}
