import { Progress, Text } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { IconFileUpload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { formatNumber } from '../lib/format.ts';
import classes from './FileDrop.module.css';

interface FileDropProps {
  /** "Drop your CSV file here, or choose one" */
  readonly label: string;
  readonly hint?: ReactNode;
  /** Endings with a dot: `['.csv', '.txt']`; systems disagree about the types of such files. */
  readonly endings: readonly string[];
  readonly maxBytes: number;
  readonly onFile: (file: File) => void;
  /** 0 to 1 while the file is on its way. */
  readonly progress?: number;
}

/** Takes one file by dropping or choosing; says plainly why it does not take another. */
export function FileDrop({ label, hint, endings, maxBytes, onFile, progress }: FileDropProps) {
  const [refusal, setRefusal] = useState<string>();
  const busy = progress !== undefined;
  const refuse = (rejections: FileRejection[]): void => setRefusal(refusalWords(rejections, endings, maxBytes));
  return (
    <div>
      <Dropzone
        onDrop={(files) => {
          setRefusal(undefined);
          const file = files[0];
          if (file !== undefined) onFile(file);
        }}
        onReject={refuse}
        maxSize={maxBytes}
        multiple={false}
        disabled={busy}
        validator={(file) => (hasEnding(file.name, endings) ? null : { code: 'file-invalid-type', message: 'wrong kind' })}
        className={classes.zone}
        inputProps={{ 'aria-label': label }}
      >
        <div className={classes.inner}>
          <IconFileUpload size={34} stroke={1.3} />
          <Text fw={600}>{label}</Text>
          {hint !== undefined && (
            <Text size="sm" c="dimmed" component="div">
              {hint}
            </Text>
          )}
          {busy && <Progress value={progress * 100} w="min(320px, 100%)" mt="sm" aria-label="Upload" />}
        </div>
      </Dropzone>
      <Text role="alert" c="var(--mantine-color-error)" size="sm" mt={refusal === undefined ? 0 : 'xs'}>
        {refusal}
      </Text>
    </div>
  );
}

function hasEnding(name: string, endings: readonly string[]): boolean {
  return endings.some((ending) => name.toLowerCase().endsWith(ending));
}

function refusalWords(rejections: readonly FileRejection[], endings: readonly string[], maxBytes: number): string {
  if (rejections.length > 1) return 'One file at a time, please.';
  const code = rejections[0]?.errors[0]?.code;
  if (code === 'file-too-large')
    return `The file is larger than ${formatNumber(Math.floor(maxBytes / 1_000_000))} MB. Split it and load the parts one after another.`;
  return `This kind of file cannot be read here. It should end in ${endings.join(' or ')}.`;
}
