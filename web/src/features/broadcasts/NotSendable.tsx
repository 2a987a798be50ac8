import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconPencil, IconSend } from '@tabler/icons-react';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { Section } from '../../ui/Section.tsx';
import classes from './Composer.module.css';
import { SkipReasons } from './SkipReasons.tsx';
import { problemSentence } from './use-preview.ts';

interface NotSendableProps {
  readonly broadcast: Broadcast;
  readonly estimate: BroadcastEstimate;
  readonly onWrite: () => void;
}

/** Instead of the confirm page while something is wrong: what, and the way to correct it. No numbers, which would look as if it were fine. */
export function NotSendable({ broadcast, estimate, onWrite }: NotSendableProps) {
  const { problems, skipped } = estimate;
  const [first] = problems;
  const correct = {
    body: 'Correct the text',
    audience: 'Change the recipients',
    sender_id: 'Choose another sender',
    useless_after: 'Choose a later time',
  };
  return (
    <Stack gap="lg">
      {problems.map((problem) => (
        <Alert key={`${problem.line}:${problem.column}:${problem.message}`} color="red" role="alert">
          {problemSentence(problem)}
          {problem.line !== null && broadcast.body.includes('\n') && ` (line ${problem.line})`}
        </Alert>
      ))}
      {problems.some(({ code }) => code === 'nobody_reached') && (
        <Section title="Who does not get it">
          <SkipReasons skipped={skipped} unfilled={[]} exact />
        </Section>
      )}
      {broadcast.body.trim() !== '' && (
        <Section title="The text">
          <Text className={classes.text}>{broadcast.body}</Text>
        </Section>
      )}
      <Section title="It cannot be sent yet">
        <Stack gap="md">
          <Text id="not-sendable">
            {problems.length === 1
              ? 'Correct what is named above, then look it over again.'
              : 'Correct what is named above first.'}
          </Text>
          <Group gap="sm">
            <Button leftSection={<IconPencil size={16} />} onClick={onWrite}>
              {first === undefined ? 'Change it' : correct[first.field]}
            </Button>
            <Button variant="default" leftSection={<IconSend size={16} />} disabled aria-describedby="not-sendable">
              Send now
            </Button>
          </Group>
        </Stack>
      </Section>
    </Stack>
  );
}
