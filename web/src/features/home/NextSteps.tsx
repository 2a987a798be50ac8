import { Button, Progress, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { contactsApi } from '@tidings/core/contract/contacts';
import type { HomeStep } from '@tidings/core/contract/home';
import type { Permission } from '@tidings/core/contract/permissions';
import { plural } from '../../lib/format.ts';
import { useApiMutation } from '../../lib/query.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Home } from './home.ts';
import classes from './NextSteps.module.css';

interface StepWords {
  readonly title: string;
  readonly words: string;
  readonly action: string;
  readonly to: string;
  readonly permission: Permission;
}

const steps: Readonly<Record<HomeStep, StepWords>> = {
  add_people: {
    title: 'Bring your people',
    words: 'Drop in a spreadsheet, or look around with invented people first.',
    action: 'Import people',
    to: 'contacts/import',
    permission: 'contacts:import',
  },
  write_broadcast: {
    title: 'Send your first broadcast',
    words: 'In the sandbox it arrives on pretend phones, so you can try everything.',
    action: 'Write a broadcast',
    to: 'broadcasts/new',
    permission: 'broadcasts:write',
  },
  connect_provider: {
    title: 'Connect a provider',
    words: 'An account that carries your texts to real phones, such as Twilio.',
    action: 'Connect',
    to: 'settings/connections',
    permission: 'connections:manage',
  },
  invite_members: {
    title: 'Invite the others',
    words: 'Whoever writes, sends or answers with you.',
    action: 'Invite',
    to: 'settings/members',
    permission: 'members:manage',
  },
  go_live: {
    title: 'Go live',
    words: 'Until then nothing reaches a real phone.',
    action: 'Go live',
    to: 'settings/workspace',
    permission: 'workspace:go_live',
  },
};

/** What to do next in a young workspace; goes away when all is done. */
export function NextSteps({ home }: { home: Home }) {
  const { permissions } = useWorkspace();
  const mine = home.steps.filter(({ step }) => permissions.includes(steps[step].permission));
  const done = mine.filter((one) => one.done).length;
  const next = mine.find((one) => !one.done)?.step;
  if (next === undefined) return null;
  return (
    <Section
      title={done === 0 ? 'Your first steps' : 'What to do next'}
      actions={
        <div className={classes.progress}>
          <Text size="sm" c="dimmed">
            {done} of {plural(mine.length, 'step', 'steps')} done
          </Text>
          <Progress value={(100 * done) / mine.length} size={6} w={120} aria-label="Steps done" />
        </div>
      }
    >
      <ol className={classes.steps}>
        {mine.map((one, index) => (
          <Step
            key={one.step}
            step={one.step}
            done={one.done}
            problem={one.problem}
            next={one.step === next}
            number={index + 1}
          />
        ))}
      </ol>
    </Section>
  );
}

interface StepProps {
  readonly step: HomeStep;
  readonly done: boolean;
  readonly problem: boolean;
  readonly next: boolean;
  readonly number: number;
}

function Step({ step, done, problem, next, number }: StepProps) {
  const { title, words, action, to } = steps[step];
  const path = usePath();
  return (
    <li className={classes.step} data-done={done || undefined} data-next={next || undefined}>
      <span className={classes.mark} aria-hidden="true">
        {done ? <IconCheck size={15} stroke={2.4} /> : number}
      </span>
      <span className={classes.words}>
        <strong>{title}</strong>
        <span className={classes.said}>{done ? 'Done' : problem ? 'Has a problem' : words}</span>
      </span>
      {!done && (
        <span className={classes.actions}>
          {step === 'add_people' && <SamplePeople />}
          <ButtonLink to={path(to)} variant={next ? 'filled' : 'default'} size="sm">
            {problem ? 'See what is wrong' : action}
          </ButtonLink>
        </span>
      )}
    </li>
  );
}

function SamplePeople() {
  const add = useApiMutation(contactsApi.addSamplePeople, {
    invalidates: ['contacts', 'lists'],
    onSuccess: ({ added }) => notifyDone(`${plural(added, 'invented person is', 'invented people are')} in your contacts now.`),
    onError: notifyError,
  });
  return (
    <Button variant="default" size="sm" loading={add.isPending} onClick={() => add.mutate()}>
      Load sample people
    </Button>
  );
}
