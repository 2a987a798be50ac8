import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

interface SearchInputProps {
  /** What is searched for at the moment (from the URL). */
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** "Search by name or number" */
  readonly label: string;
  readonly width?: number | string;
}

/** A search box: waits until typing pauses; `/` puts the cursor into it. */
export function SearchInput({ value, onChange, label, width = 320 }: SearchInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const send = useDebouncedCallback((next: string) => {
    sent.current = next;
    onChange(next);
  }, 250);
  useEffect(() => {
    // The value changed from outside (a cleared filter, the back button), not by our own typing.
    if (value !== sent.current) setText(value);
    sent.current = value;
  }, [value]);
  useHotkeys([['/', () => input.current?.focus()]]);
  const type = (next: string): void => {
    setText(next);
    send(next.trim());
  };
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label={label}
      placeholder={label}
      w={width}
      maw="100%"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && (text === '' ? input.current?.blur() : type(''))}
      leftSection={<IconSearch size={17} stroke={1.7} />}
      rightSection={
        text === '' ? <Kbd size="xs">/</Kbd> : <CloseButton size="sm" aria-label="Clear the search" onClick={() => type('')} />
      }
    />
  );
}
