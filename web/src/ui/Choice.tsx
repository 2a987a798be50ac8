import { Radio, Stack, Text } from '@mantine/core';
import classes from './Choice.module.css';

/** One of a few ways, with what it means. */
export function Choice({ value, label, words }: { value: string; label: string; words: string }) {
  return (
    <Radio.Card value={value} className={classes.choice}>
      <Stack gap={2}>
        <Radio.Indicator display="none" />
        <Text fw={600}>{label}</Text>
        <Text size="sm" c="dimmed">
          {words}
        </Text>
      </Stack>
    </Radio.Card>
  );
}
