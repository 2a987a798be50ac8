import { Button, Drawer, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type SuppressionImport, type SuppressionLine, suppressionsApi } from '@tidings/core/contract/suppressions';
import { useState } from 'react';
import { formatNumber, plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { FileDrop } from '../../ui/FileDrop.tsx';
import { FormError } from '../../ui/FormError.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { DataTable } from '../../ui/table/DataTable.tsx';
import type { Tone } from '../../ui/tone.ts';
import { kindChoices, type MemberKind } from './kind-choices.ts';

/** Numbers from elsewhere, pasted or from a file; afterwards an answer for each line. */
export function ImportSuppressions({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [result, setResult] = useState<SuppressionImport | null>(null);
  const close = () => {
    setResult(null);
    onClose();
  };
  return (
    <Drawer opened={opened} onClose={close} position="right" size={560} title="Import a list">
      {opened && (result === null ? <Fields onDone={setResult} /> : <Result result={result} onClose={close} />)}
    </Drawer>
  );
}

const maxBytes = 2_000_000;

function Fields({ onDone }: { onDone: (result: SuppressionImport) => void }) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState<MemberKind>('opt_out');
  const [reason, setReason] = useState('');
  const run = useApiMutation(suppressionsApi.importSuppressions, {
    invalidates: ['suppressions', 'contacts'],
    idempotent: true,
    onSuccess: onDone,
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '').length;
  return (
    <Stack>
      <FormError error={run.error} labels={{ text: 'Numbers', reason: 'Note' }} />
      <FileDrop
        label="Drop a file here"
        hint="Plain text or CSV with the numbers in the first column"
        endings={['.csv', '.txt']}
        maxBytes={maxBytes}
        onFile={(file) => void file.text().then(setText)}
      />
      <Textarea
        label="Numbers"
        name="text"
        description="Or paste them here, one per line, in any notation."
        autosize
        minRows={6}
        maxRows={14}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label="Why"
        description={
          kind === 'opt_out' ? 'Contacts with these numbers lose their consent, too. Only START brings them back.' : undefined
        }
        allowDeselect={false}
        data={kindChoices}
        value={kind}
        onChange={(value) => value !== null && setKind(value as MemberKind)}
      />
      <TextInput
        label="Note"
        name="reason"
        description="Where the list comes from."
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button
          loading={run.isPending}
          disabled={lines === 0}
          onClick={() => run.mutate({ body: { text, kind, ...(reason.trim() === '' ? {} : { reason }) } })}
        >
          {lines === 0 ? 'Import' : `Import ${plural(lines, 'line', 'lines')}`}
        </Button>
      </Group>
    </Stack>
  );
}

const outcomes: Readonly<Record<SuppressionLine['outcome'], { label: string; tone: Tone }>> = {
  added: { label: 'Added', tone: 'success' },
  already_suppressed: { label: 'There already', tone: 'neutral' },
  repeated: { label: 'Twice in the list', tone: 'neutral' },
  refused: { label: 'Refused', tone: 'danger' },
};

/** Refused lines first: they are what is left to do. */
const order: readonly SuppressionLine['outcome'][] = ['refused', 'repeated', 'already_suppressed', 'added'];

function Result({ result, onClose }: { result: SuppressionImport; onClose: () => void }) {
  const lines = result.lines.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || a.line - b.line);
  return (
    <Stack>
      <Group gap="xs" role="status">
        {order.toReversed().map((outcome) => (
          <StatusBadge key={outcome} tone={outcomes[outcome].tone}>
            {formatNumber(result[outcome])} {outcomes[outcome].label.toLowerCase()}
          </StatusBadge>
        ))}
      </Group>
      {result.refused > 0 && (
        <Text size="sm" c="dimmed">
          Refused lines were not understood as numbers, so those people can still be written to. Correct them and import again:
          the rest changes nothing.
        </Text>
      )}
      <DataTable
        label="Lines"
        rows={lines}
        rowId={(one) => String(one.line)}
        columns={[
          { key: 'line', header: 'Line', width: 60, render: (one) => one.line },
          { key: 'given', header: 'As given', card: 'title', render: (one) => one.given },
          {
            key: 'outcome',
            header: 'Outcome',
            width: 220,
            render: (one) => (
              <>
                <StatusBadge tone={outcomes[one.outcome].tone}>{outcomes[one.outcome].label}</StatusBadge>
                {one.outcome === 'refused' && (
                  <Text size="xs" c="dimmed" mt={2}>
                    {one.words}
                  </Text>
                )}
              </>
            ),
          },
        ]}
      />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
