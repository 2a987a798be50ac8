import { Stack, Text } from '@mantine/core';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import classes from './Composer.module.css';
import { TaggedText } from './TaggedText.tsx';
import { textPieces } from './tag-words.ts';
import { usePreview } from './use-preview.ts';

/** The text as a real recipient gets it, with the plain characters that are sent; where it has tags, first as it was written. */
export function ReviewedText({ broadcast }: { broadcast: Broadcast }) {
  const shown = usePreview(broadcast)?.renderings.find((one) => one.text !== null);
  const hasTags = textPieces(broadcast.body).some(({ tag }) => tag);
  if (shown === undefined) return <TaggedText body={broadcast.body} />;
  return (
    <Stack gap="sm">
      {hasTags && <TaggedText body={broadcast.body} />}
      {hasTags && (
        <Text size="sm" c="dimmed">
          {shown.contact.id === null ? 'As an example:' : `As ${shown.contact.name} gets it:`}
        </Text>
      )}
      <Text className={classes.text}>{shown.text}</Text>
      {shown.replacements.length > 0 && (
        <Text size="sm" c="dimmed">
          Written plainly so that it costs less:{' '}
          {shown.replacements.map(({ from, to }) => `${from} became ${to === '' ? 'nothing' : to}`).join(', ')}.
        </Text>
      )}
    </Stack>
  );
}
