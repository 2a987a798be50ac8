import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconBolt, IconSearch } from '@tabler/icons-react';
import { useGo } from '../../lib/navigate.ts';
import { usePath } from '../../lib/workspace.ts';
import { useVisible } from '../use-visible.ts';

/** One box for going anywhere and doing the common things (⌘K or Ctrl K). */
export function GoSpotlight() {
  const go = useGo();
  const path = usePath();
  const { main, settings, actions } = useVisible();
  const entries: SpotlightActionData[] = [
    ...actions.map((action) => ({
      id: `do ${action.path}`,
      label: action.label,
      description: action.about,
      leftSection: <IconBolt size={20} stroke={1.6} />,
      onClick: () => go(path(action.path)),
    })),
    ...[...main, ...settings].map((entry) => ({
      id: `go ${entry.path}`,
      label: entry.label,
      ...(entry.about === undefined ? {} : { description: entry.about }),
      leftSection: <entry.icon size={20} stroke={1.6} />,
      onClick: () => go(path(entry.path)),
    })),
  ];
  return (
    <Spotlight
      actions={entries}
      shortcut={['mod + K']}
      // Also while the cursor is in a field: it is no key that types anything.
      tagsToIgnore={[]}
      nothingFound="Nothing matches"
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={19} stroke={1.6} />,
        placeholder: 'Go to or do…',
        'aria-label': 'Go to or do',
      }}
    />
  );
}
