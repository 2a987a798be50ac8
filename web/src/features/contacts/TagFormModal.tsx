import { Button, ColorSwatch, Group, Input, Modal, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconCheck } from '@tabler/icons-react';
import { type Tag, type TagColor, tagColors, tagsApi } from '@tidings/core/contract/tags';
import { useApiMutation } from '../../lib/query.ts';
import { FormError, showFieldErrors } from '../../ui/FormError.tsx';

interface TagFormModalProps {
  readonly opened: boolean;
  /** The tag to change; null for a new one. */
  readonly tag: Tag | null;
  readonly onDone: (tag: Tag) => void;
  readonly onClose: () => void;
}

/** Makes, renames or recolours a tag. */
export function TagFormModal({ opened, tag, onDone, onClose }: TagFormModalProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={tag === null ? 'New tag' : 'Edit tag'}>
      {opened && <Fields tag={tag} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ tag, onDone, onClose }: Omit<TagFormModalProps, 'opened'>) {
  const color: TagColor = tagColors.find((one) => one === tag?.color) ?? 'gray';
  const form = useForm({ initialValues: { name: tag?.name ?? '', color } });
  const options = {
    invalidates: ['fields', 'contacts'] as const,
    onSuccess: onDone,
    onError: (error: unknown) => showFieldErrors(form, error),
  };
  const create = useApiMutation(tagsApi.createTag, { ...options, idempotent: true });
  const update = useApiMutation(tagsApi.updateTag, options);
  const save = form.onSubmit((body) =>
    tag === null ? create.mutate({ body }) : update.mutate({ params: { tag_id: tag.id }, body }),
  );
  return (
    <form noValidate onSubmit={save}>
      <Stack>
        <FormError error={create.error ?? update.error} labels={{ name: 'Name' }} />
        <TextInput
          label="Name"
          name="name"
          required
          data-autofocus
          maxLength={60}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Input.Wrapper label="Colour" labelElement="div">
          <Group gap={8} mt={4} role="radiogroup" aria-label="Colour">
            {tagColors.map((one) => (
              <UnstyledButton
                key={one}
                role="radio"
                aria-checked={form.values.color === one}
                aria-label={one}
                onClick={() => form.setFieldValue('color', one)}
                style={{ borderRadius: 999 }}
              >
                <ColorSwatch
                  component="span"
                  color={`var(--mantine-color-${one}-6)`}
                  size={28}
                  style={{ color: '#fff', display: 'inline-grid' }}
                >
                  {form.values.color === one && <IconCheck size={16} />}
                </ColorSwatch>
              </UnstyledButton>
            ))}
          </Group>
        </Input.Wrapper>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending || update.isPending} disabled={form.values.name.trim() === ''}>
            {tag === null ? 'Make the tag' : 'Save'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
