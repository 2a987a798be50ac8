import { Text } from '@mantine/core';
import classes from './Composer.module.css';
import { textPieces } from './tag-words.ts';

/** A text with its merge tags as words. */
export function TaggedText({ body }: { body: string }) {
  return (
    <Text className={classes.text} component="div">
      {textPieces(body).map(({ key, text, tag }) =>
        tag ? (
          <span key={key} className={classes.mergeTag}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </Text>
  );
}
