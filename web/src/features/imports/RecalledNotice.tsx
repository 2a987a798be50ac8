import { Alert, Button, Group, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { Import } from '@tidings/core/contract/imports';
import { formatDate } from '../../lib/format.ts';

interface RecalledNoticeProps {
  readonly recalled: NonNullable<Import['recalled']>;
  readonly onForget: () => void;
}

/** Says that the columns are set as for the last file with this header, and offers to begin with a guess instead. */
export function RecalledNotice({ recalled, onForget }: RecalledNoticeProps) {
  return (
    <Alert variant="light" icon={<IconHistory size={18} />} title="Set as last time">
      <Group justify="space-between" gap="sm">
        <Text size="sm">
          The columns are the same as in <bdi>{recalled.file_name}</bdi>, which {recalled.by} imported on{' '}
          {formatDate(recalled.at)}. What was chosen then is chosen here. Change what you like.
        </Text>
        <Button variant="default" size="compact-sm" onClick={onForget}>
          Guess anew
        </Button>
      </Group>
    </Alert>
  );
}
