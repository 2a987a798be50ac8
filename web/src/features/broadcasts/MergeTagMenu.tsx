import { Button, Group, Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBraces, IconChevronLeft } from '@tabler/icons-react';
import type { MergeTag } from '@tidings/core/messaging/merge-tags';
import { useState } from 'react';
import classes from './Composer.module.css';

interface MergeTagMenuProps {
  readonly tags: readonly MergeTag[];
  readonly onInsert: (text: string) => void;
}

/** Chooses a merge tag, asks what to write for those who have no value, and inserts both at the cursor. */
export function MergeTagMenu({ tags, onInsert }: MergeTagMenuProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [tag, setTag] = useState<MergeTag | null>(null);
  const leave = () => {
    close();
    setTag(null);
  };
  const insert = (text: string) => {
    leave();
    onInsert(text);
  };
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && leave()}
      position="bottom-start"
      width={300}
      trapFocus
      withinPortal
      returnFocus={false}
    >
      <Popover.Target>
        <Button variant="default" size="xs" leftSection={<IconBraces size={15} />} onClick={toggle} aria-expanded={opened}>
          Insert a name or field
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        {tag === null ? (
          <Choose tags={tags} onChoose={(one) => (one.name === 'workspace.name' ? insert(written(one, '')) : setTag(one))} />
        ) : (
          <Fallback tag={tag} onBack={() => setTag(null)} onInsert={insert} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function Choose({ tags, onChoose }: { tags: readonly MergeTag[]; onChoose: (tag: MergeTag) => void }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = tags.filter((tag) => `${tag.label} ${tag.name}`.toLowerCase().includes(wanted));
  return (
    <Stack gap="xs">
      <TextInput
        aria-label="Search fields"
        placeholder="Search fields"
        data-autofocus
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = shown;
          if (event.key === 'Enter' && first) {
            event.preventDefault();
            onChoose(first);
          }
        }}
      />
      <ScrollArea.Autosize mah={260} type="auto">
        {shown.map((tag) => (
          <UnstyledButton key={tag.name} className={classes.tag} onClick={() => onChoose(tag)}>
            <span>{tag.label}</span>
            <Text span size="xs" c="dimmed">
              {tag.example === tag.label ? tag.name : tag.example}
            </Text>
          </UnstyledButton>
        ))}
        {shown.length === 0 && (
          <Text size="sm" c="dimmed" p="xs">
            No field of that name.
          </Text>
        )}
      </ScrollArea.Autosize>
    </Stack>
  );
}

function Fallback({ tag, onBack, onInsert }: { tag: MergeTag; onBack: () => void; onInsert: (text: string) => void }) {
  const [fallback, setFallback] = useState(tag.fallback);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The form stands inside the composer's tree; its submit must not travel on.
        event.stopPropagation();
        onInsert(written(tag, fallback));
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={`For those without: ${tag.label.toLowerCase()}`}
          description="Written instead when this is empty. Without it they do not get the message."
          placeholder="there"
          data-autofocus
          maxLength={100}
          value={fallback}
          onChange={(event) => setFallback(event.currentTarget.value)}
        />
        <Group justify="space-between">
          <Button variant="subtle" size="xs" leftSection={<IconChevronLeft size={14} />} onClick={onBack}>
            Back
          </Button>
          <Button type="submit" size="xs">
            Insert
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The tag as it stands in the text. Quotes would end the fallback. */
function written(tag: MergeTag, fallback: string): string {
  const clean = fallback.replaceAll('"', '').trim();
  return clean === '' ? `{{ ${tag.name} }}` : `{{ ${tag.name} | default: "${clean}" }}`;
}
