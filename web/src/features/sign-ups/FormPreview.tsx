import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type FormInput, formsApi } from '@tidings/core/contract/forms';
import { useApi } from '../../lib/query.ts';
import classes from './SignUps.module.css';

/** No script runs in the preview; what is there only for browsers without them would be seen by nobody else. */
const asWithScripts = (html: string): string => html.replace(/<noscript>.*?<\/noscript>/gs, '');

/** The page as the server makes it from what is being written; the last good one while something is wrong. */
export function FormPreview({ listId, input }: { listId: string; input: FormInput }) {
  // Compared as text: the object is new with every key that is pressed.
  const [settled] = useDebouncedValue(JSON.stringify(input), 400);
  const preview = useApi(formsApi.previewForm, {
    params: { list_id: listId },
    body: JSON.parse(settled) as FormInput,
    keepPrevious: true,
  });
  return (
    <div className={classes.preview}>
      <Text size="sm" fw={600} mb={4}>
        Preview
      </Text>
      <iframe
        className={classes.frame}
        title="Preview of the sign-up page"
        sandbox=""
        srcDoc={asWithScripts(preview.data?.html ?? '')}
      />
      <Text size="sm" c="dimmed" mt={4}>
        Buttons do nothing here.
      </Text>
    </div>
  );
}
