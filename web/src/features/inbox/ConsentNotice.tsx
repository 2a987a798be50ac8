import { Alert, Text } from '@mantine/core';
import { IconBan, IconHelp } from '@tabler/icons-react';
import type { OptOut, OptOutDoubt } from '@tidings/core/contract/opt-outs';
import { formatInstant } from '../../lib/format.ts';
import classes from './DoubtList.module.css';
import { DoubtButtons } from './DoubtList.tsx';

/** What this person said about getting messages: the open question, or what came of it. */
export function ConsentNotice({ optOut, doubt }: { optOut: OptOut | null; doubt: OptOutDoubt | null }) {
  if (optOut !== null) {
    return (
      <Text className={classes.past} size="sm" c="dimmed" role="note">
        <IconBan size={14} aria-hidden="true" /> {sourceWords[optOut.source] ?? 'Opted out'}
        {optOut.created_by === null ? '' : ` by ${optOut.created_by}`} on {formatInstant(optOut.created_at)}
        {optOut.sandbox ? ', on a sandbox phone' : ''}
        {optOut.reason === null ? '.' : `: ${optOut.reason}`}
      </Text>
    );
  }
  if (doubt === null) return null;
  if (doubt.decision === null) {
    return (
      <Alert className={classes.banner} color="amber" icon={<IconHelp size={20} />} title="Did they mean stop?">
        <Text size="sm" mb="xs">
          “{doubt.text}” {doubt.why} Bulk messages to them wait until you answer.
        </Text>
        <DoubtButtons doubt={doubt} />
      </Alert>
    );
  }
  return (
    <Text className={classes.past} size="sm" c="dimmed" role="note">
      {decisionWords(doubt)}
    </Text>
  );
}

const sourceWords: Readonly<Record<string, string>> = {
  keyword: 'Opted out by text',
  meaning: 'Opted out by what they wrote',
  delivery_failure: 'Opted out at the carrier',
  import: 'Opted out by an import',
};

function decisionWords({ decision, decided_by, decided_at, text }: OptOutDoubt): string {
  const when = decided_at === null ? '' : ` on ${formatInstant(decided_at)}`;
  if (decision === 'dismissed') return `${decided_by ?? 'Somebody'} said${when} that “${text}” did not mean stop.`;
  if (decision === 'lapsed') return `Nobody said whether “${text}” meant stop; the question ended${when}.`;
  return decision === 'answered' ? `They settled themselves${when} that they want messages.` : '';
}
