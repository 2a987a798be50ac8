import { Button, Code, Group, Text, Tooltip } from '@mantine/core';
import type { DearCharacters } from './dear-characters.ts';

interface DearCharactersLineProps {
  readonly dear: DearCharacters;
  /** Writes plainly what can be. */
  readonly onReplace: () => void;
}

/** Which characters make the text dearer, and what can be done about it. */
export function DearCharactersLine({ dear: { characters, helps, keepsTypography }, onReplace }: DearCharactersLineProps) {
  const one = characters.length === 1;
  return (
    <div>
      <Group gap={6} mt={6} align="center">
        <Text size="sm">
          {one ? 'This character makes' : 'These characters make'} every segment hold 70 instead of 160
          {helps ? ':' : `, and ${one ? 'has' : 'have'} no plain writing:`}
        </Text>
        {characters.slice(0, 8).map(({ char, codePoint }) => (
          <Tooltip key={char} label={codePoint}>
            <Code>{char.trim() === '' ? codePoint : char}</Code>
          </Tooltip>
        ))}
        {characters.length > 8 && <Text size="sm">and {characters.length - 8} more</Text>}
        {helps && (
          <Button size="compact-xs" variant="light" onClick={onReplace}>
            {one ? 'Write it plainly' : 'Write them plainly'}
          </Button>
        )}
      </Group>
      {keepsTypography && (
        <Text size="sm" c="dimmed" mt={4}>
          Typographic characters stay as they are: while {one ? 'this one is' : 'these are'} in the text, writing them plainly
          saves nothing.
        </Text>
      )}
    </div>
  );
}
