import { Alert, Checkbox, Group, Stack, Textarea } from '@mantine/core';
import type { BroadcastPreview } from '@tidings/core/contract/broadcast-text';
import type { MergeTag } from '@tidings/core/messaging/merge-tags';
import { useRef } from 'react';
import { MergeTagMenu } from './MergeTagMenu.tsx';
import { SegmentMeter } from './SegmentMeter.tsx';
import { problemSentence } from './use-preview.ts';

interface BodyEditorProps {
  readonly body: string;
  readonly smartEncoding: boolean;
  readonly tags: readonly MergeTag[];
  readonly preview: BroadcastPreview | undefined;
  /** How many people are chosen, for what it costs. */
  readonly recipients: number | undefined;
  readonly onChange: (patch: { body?: string; smart_encoding?: boolean }) => void;
}

/** The text, with merge tags from a picker, its length as one types, and what is wrong with it. */
export function BodyEditor({ body, smartEncoding, tags, preview, recipients, onChange }: BodyEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const insert = (text: string) => {
    const element = area.current;
    if (!element) return;
    element.focus();
    // Deprecated and still the only way to insert that the browser's own undo takes back; where it is gone, undo is too.
    if (document.execCommand('insertText', false, text)) return;
    element.setRangeText(text, element.selectionStart, element.selectionEnd, 'end');
    onChange({ body: element.value });
  };
  const problems = (preview?.problems ?? []).filter((one) => one.field === 'body' && one.code !== 'empty_body');
  const warnings = preview?.warnings ?? [];
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <MergeTagMenu tags={tags} onInsert={insert} />
        <Checkbox
          size="xs"
          label="Write typographic characters plainly"
          checked={smartEncoding}
          onChange={(event) => onChange({ smart_encoding: event.currentTarget.checked })}
        />
      </Group>
      <Textarea
        ref={area}
        name="body"
        aria-label="The text"
        placeholder="Hi {{ contact.first_name | default: &quot;there&quot; }}, doors open at nine on Sunday."
        autosize
        minRows={5}
        maxRows={16}
        maxLength={10_000}
        value={body}
        error={problems.length > 0}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      <SegmentMeter
        body={body}
        smartEncoding={smartEncoding}
        tags={tags}
        recipients={recipients}
        longest={preview?.longest ?? null}
        onReplace={(text) => onChange({ body: text })}
      />
      {problems.map((one) => (
        <Alert key={`${one.line}:${one.column}:${one.message}`} color="red" role="alert" p="xs">
          {problemSentence(one)}
          {one.line !== null && body.includes('\n') && ` (line ${one.line})`}
        </Alert>
      ))}
      {warnings.map((one) => (
        <Alert key={`${one.line}:${one.column}:${one.message}`} color="amber" p="xs">
          {one.message}
        </Alert>
      ))}
    </Stack>
  );
}
