import { Button, Menu, ScrollArea } from '@mantine/core';
import {
  IconChevronDown,
  IconDownload,
  IconListDetails,
  IconPlus,
  IconSend,
  IconShieldCheck,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import type { BulkAction, ContactTarget } from '@tidings/core/contract/contact-query';
import { type ReactNode, useState } from 'react';
import { useNewGroups } from '../../lib/new-groups.ts';
import { useMay } from '../../lib/workspace.ts';
import { ConsentDialog } from './ConsentDialog.tsx';
import { NewGroupDialog } from './NewGroupDialog.tsx';
import { useBulk } from './use-bulk.ts';
import { useExportChosen } from './use-export.ts';
import type { useGroups } from './use-groups.ts';
import { useSendMessage } from './use-send-message.ts';

interface BulkActionsProps {
  readonly target: ContactTarget;
  readonly count: number;
  readonly groups: ReturnType<typeof useGroups>;
  /** On the page of a list: offers to take people out of it. */
  readonly listId?: string | undefined;
  readonly onDone: () => void;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** What can be done with the ticked people. */
export function BulkActions({ target, count, groups, listId, onDone }: BulkActionsProps) {
  const [asking, setAsking] = useState(false);
  const [making, setMaking] = useState<'list' | 'tag'>();
  const make = useNewGroups();
  const bulk = useBulk(onDone);
  const send = useSendMessage();
  const download = useExportChosen();
  const may = {
    send: useMay('broadcasts:write'),
    change: useMay('lists:write'),
    remove: useMay('contacts:delete'),
    download: useMay('contacts:export'),
  };
  const onCreate = making === undefined ? undefined : make[making];
  const act = (action: BulkAction, words: string) => void bulk.apply(target, action, words);
  return (
    <>
      {may.send && (
        <Button size="sm" leftSection={<IconSend size={16} />} loading={send.isPending} onClick={() => send.send(target)}>
          Send message
        </Button>
      )}
      {may.change && (
        <>
          <GroupMenu
            label="List"
            icon={<IconListDetails size={16} />}
            items={groups.lists}
            onNew={make.list && (() => setMaking('list'))}
            onAdd={(list) => act({ kind: 'add_to_list', list_id: list.id }, `added to ${list.name}`)}
            onRemove={(list) => act({ kind: 'remove_from_list', list_id: list.id }, `taken out of ${list.name}`)}
            removable={groups.lists.filter((list) => listId === undefined || list.id === listId)}
          />
          <GroupMenu
            label="Tag"
            icon={<IconTag size={16} />}
            items={groups.tags}
            onNew={make.tag && (() => setMaking('tag'))}
            onAdd={(tag) => act({ kind: 'add_tag', tag_id: tag.id }, `tagged ${tag.name}`)}
            onRemove={(tag) => act({ kind: 'remove_tag', tag_id: tag.id }, `without the tag ${tag.name} now`)}
            removable={groups.tags}
          />
          <Button size="sm" variant="default" leftSection={<IconShieldCheck size={16} />} onClick={() => setAsking(true)}>
            Consent
          </Button>
        </>
      )}
      {may.download && (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={download.isPending}
          onClick={() => download.start(target)}
        >
          Export
        </Button>
      )}
      {may.remove && (
        <Button
          size="sm"
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} />}
          loading={bulk.isPending}
          onClick={() => void bulk.deleteAll(target, count)}
        >
          Delete
        </Button>
      )}
      {making !== undefined && onCreate !== undefined && (
        <NewGroupDialog
          kind={making}
          onCreate={onCreate}
          onClose={() => setMaking(undefined)}
          onDone={({ id, name }) => {
            setMaking(undefined);
            if (making === 'list') act({ kind: 'add_to_list', list_id: id }, `added to ${name}`);
            else act({ kind: 'add_tag', tag_id: id }, `tagged ${name}`);
          }}
        />
      )}
      <ConsentDialog
        opened={asking}
        onClose={() => setAsking(false)}
        count={count}
        isPending={bulk.isPending}
        onSave={(input) => void bulk.apply(target, { kind: 'set_consent', ...input }, 'changed').then(() => setAsking(false))}
      />
    </>
  );
}

interface GroupMenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly items: readonly Named[];
  readonly removable: readonly Named[];
  readonly onAdd: (item: Named) => void;
  readonly onRemove: (item: Named) => void;
  /** Asks for a new one; left out for those who may not make one. */
  readonly onNew: (() => void) | undefined;
}

function GroupMenu({ label, icon, items, removable, onAdd, onRemove, onNew }: GroupMenuProps) {
  if (items.length === 0 && onNew === undefined) return null;
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <Button size="sm" variant="default" leftSection={icon} rightSection={<IconChevronDown size={15} />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={320} type="scroll">
          <Menu.Label>{label === 'List' ? 'Add to list' : 'Add tag'}</Menu.Label>
          {items.map((item) => (
            <Menu.Item key={item.id} onClick={() => onAdd(item)}>
              {item.name}
            </Menu.Item>
          ))}
          {onNew !== undefined && (
            <Menu.Item leftSection={<IconPlus size={15} />} onClick={onNew}>
              {label === 'List' ? 'New list…' : 'New tag…'}
            </Menu.Item>
          )}
          {removable.length > 0 && <Menu.Divider />}
          {removable.length > 0 && <Menu.Label>{label === 'List' ? 'Take out of list' : 'Take tag off'}</Menu.Label>}
          {removable.map((item) => (
            <Menu.Item key={item.id} onClick={() => onRemove(item)}>
              {item.name}
            </Menu.Item>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
