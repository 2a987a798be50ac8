import { Anchor, Stack, Text } from '@mantine/core';
import type { Form } from '@tidings/core/contract/forms';
import { CopyField } from '../../ui/CopyField.tsx';

/** Where the page is, and the lines that put it into another site. */
export function FormShare({ form }: { form: Form }) {
  const snippet = `<iframe src="${form.url}" title="${attribute(form.title)}" width="100%" height="720" style="border:0" loading="lazy"></iframe>`;
  return (
    <Stack gap="xs">
      <CopyField label="Link to the page" value={form.url} />
      <CopyField label="Lines for your own site" value={snippet} />
      <Text size="sm">
        <Anchor href={form.url} target="_blank" rel="noreferrer" underline="always">
          Open the page
        </Anchor>
        {!form.open && ' It is closed: people see your words for that.'}
      </Text>
    </Stack>
  );
}

const attribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
