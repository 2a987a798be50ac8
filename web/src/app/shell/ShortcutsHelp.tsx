import { Kbd, Modal, Table } from '@mantine/core';
import { useVisible } from '../use-visible.ts';

const general: readonly (readonly [keys: readonly string[], words: string])[] = [
  [['⌘ / Ctrl', 'K'], 'Go to a page or do something'],
  [['/'], 'Search in the list on the page'],
  [['↑', '↓'], 'Move through a list'],
  [['Enter'], 'Open the row'],
  [['Space'], 'Tick the row'],
  [['Shift', 'Space'], 'Tick everything from the last ticked row to this one'],
  [['Esc'], 'Close, or clear the ticks'],
  [['?'], 'Show this help'],
];

/** Every key that does something. */
export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { main } = useVisible();
  const places = main.flatMap((entry) => (entry.key === undefined ? [] : [[['g', entry.key], `Go to ${entry.label}`] as const]));
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size="md">
      <Table withRowBorders={false} verticalSpacing={6}>
        <Table.Tbody>
          {[...general, ...places].map(([keys, words]) => (
            <Table.Tr key={words}>
              <Table.Td w={150} style={{ whiteSpace: 'nowrap' }}>
                {keys.map((key) => (
                  <Kbd key={key} mr={6}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
