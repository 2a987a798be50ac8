import { ActionIcon, Button, CopyButton, Group, TextInput, type TextInputProps, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { suggestPassword } from './initial-password.ts';

/** A password to tell somebody: shown, copied, replaced by them at their first sign-in. */
export function InitialPasswordField({
  value = '',
  onSuggest,
  ...props
}: Omit<TextInputProps, 'value'> & { value?: string; onSuggest: (password: string) => void }) {
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        {...props}
        value={value}
        label="Initial password"
        description="Tell it to them. They choose their own when they first sign in."
        autoComplete="off"
        flex={1}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        rightSection={
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copied' : 'Copy'}>
                <ActionIcon onClick={copy} size="md" aria-label={copied ? 'Copied' : 'Copy the password'}>
                  {copied ? <IconCheck size={17} /> : <IconCopy size={17} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        }
      />
      <Button variant="default" onClick={() => onSuggest(suggestPassword())}>
        Another
      </Button>
    </Group>
  );
}
