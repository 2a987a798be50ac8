import { ActionIcon, Button, Group, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { type AddressLine, emptyLine } from './contact-form-values.ts';

interface AddressLinesProps {
  readonly kind: 'phones' | 'emails';
  readonly lines: readonly AddressLine[];
  readonly errors: Readonly<Record<string, unknown>>;
  readonly onChange: (lines: AddressLine[]) => void;
}

const words = {
  phones: { one: 'Phone', add: 'Another number', type: 'tel', preferred: 'Texts go to this number' },
  emails: { one: 'E-mail', add: 'Another address', type: 'email', preferred: 'E-mail goes to this address' },
} as const;

/** The phones or e-mails of a person; the first is the preferred one. */
export function AddressLines({ kind, lines, errors, onChange }: AddressLinesProps) {
  const { one, add, type, preferred } = words[kind];
  const patch = (key: string, change: Partial<AddressLine>) =>
    onChange(lines.map((line) => (line.key === key ? { ...line, ...change } : line)));
  const remove = (key: string) => {
    const rest = lines.filter((line) => line.key !== key);
    onChange(rest.length > 0 ? rest : [emptyLine()]);
  };
  const prefer = (line: AddressLine) => onChange([line, ...lines.filter((other) => other.key !== line.key)]);
  return (
    <Stack gap={8}>
      {lines.map((line, at) => (
        <Group key={line.key} gap={8} align="flex-start" wrap="nowrap">
          <TextInput
            flex={1}
            type={type}
            name={`${kind}.${at}`}
            label={at === 0 ? one : undefined}
            aria-label={at === 0 ? undefined : `${one} ${at + 1}`}
            value={line.value}
            error={errors[`${kind}.${at}.value`] as string | undefined}
            onChange={(event) => patch(line.key, { value: event.currentTarget.value })}
            autoComplete="off"
          />
          {(lines.length > 1 || line.label !== '') && (
            <>
              <TextInput
                w={110}
                label={at === 0 ? 'Label' : undefined}
                aria-label={at === 0 ? undefined : `Label of ${one.toLowerCase()} ${at + 1}`}
                placeholder="home, work"
                maxLength={40}
                value={line.label}
                onChange={(event) => patch(line.key, { label: event.currentTarget.value })}
              />
              <Group gap={2} wrap="nowrap" mt={at === 0 ? 27 : 3}>
                <Tooltip label={at === 0 ? preferred : 'Make it the preferred one'}>
                  <ActionIcon
                    variant="subtle"
                    color={at === 0 ? 'tide' : 'gray'}
                    size={32}
                    aria-label={at === 0 ? preferred : `Prefer ${line.value || 'this one'}`}
                    aria-pressed={at === 0}
                    onClick={() => prefer(line)}
                  >
                    {at === 0 ? <IconStarFilled size={16} /> : <IconStar size={16} />}
                  </ActionIcon>
                </Tooltip>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={32}
                  aria-label={`Remove ${line.value || `${one.toLowerCase()} ${at + 1}`}`}
                  onClick={() => remove(line.key)}
                >
                  <IconTrash size={16} stroke={1.7} />
                </ActionIcon>
              </Group>
            </>
          )}
        </Group>
      ))}
      {typeof errors[kind] === 'string' && (
        <Text size="xs" c="red">
          {errors[kind]}
        </Text>
      )}
      {lines.length < 20 && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...lines, emptyLine()])}
        >
          {add}
        </Button>
      )}
    </Stack>
  );
}
