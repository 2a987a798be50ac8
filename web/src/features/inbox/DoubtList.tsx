import { Button, Group, Text } from '@mantine/core';
import { IconMoodCheck } from '@tabler/icons-react';
import { type OptOutDoubt, optOutsApi } from '@tidings/core/contract/opt-outs';
import { useRef } from 'react';
import { readablePhone } from '../../lib/phone.ts';
import { useApiPages } from '../../lib/query.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './DoubtList.module.css';
import { useDecideDoubt } from './use-decide-doubt.ts';

/** Texts that may have meant "stop", each with the two answers. */
export function DoubtList() {
  const list = useRef<HTMLUListElement>(null);
  const pages = useApiPages(optOutsApi.listOptOutDoubts, { topics: ['conversations', 'suppressions'] });
  return (
    <ListStates
      {...pages}
      onRetry={pages.refetch}
      empty={
        <EmptyState
          icon={<IconMoodCheck size={26} stroke={1.5} />}
          title="Nobody is in doubt"
          words="When a text may mean “stop”, it waits here, and nothing is sent in bulk to that number until you say what was meant."
        />
      }
    >
      <ul ref={list} tabIndex={-1} className={classes.list} aria-label="Did they mean stop?">
        {pages.items.map((one) => (
          <Entry key={one.id} doubt={one} onDone={() => list.current?.focus()} />
        ))}
      </ul>
      <MoreButton pages={pages} label="Show earlier ones" />
    </ListStates>
  );
}

function Entry({ doubt, onDone }: { doubt: OptOutDoubt; onDone: () => void }) {
  const path = usePath();
  const who = useNameOf(doubt);
  return (
    <li className={classes.entry}>
      <div className={classes.head}>
        <span className={classes.name}>
          {doubt.contact === null ? who : <AppLink to={path(`inbox/${doubt.contact.id}?show=doubts`)}>{who}</AppLink>}
        </span>
        <span className={classes.time}>
          <RelativeTime at={doubt.asked_at} />
        </span>
      </div>
      <blockquote className={classes.text}>{doubt.text}</blockquote>
      <Text size="sm" c="dimmed">
        {doubt.why} {doubt.texts > 1 && `${doubt.texts} such texts. `}Bulk messages wait until you answer.
      </Text>
      <DoubtButtons doubt={doubt} onDone={onDone} />
    </li>
  );
}

/** Yes or no; nothing for whom may not say. */
export function DoubtButtons({ doubt, onDone }: { doubt: OptOutDoubt; onDone?: () => void }) {
  const may = useMay('inbox:reply');
  const who = useNameOf(doubt);
  const { decide, isPending } = useDecideDoubt(onDone);
  if (!may) return null;
  return (
    <Group gap={8}>
      <Button
        size="compact-sm"
        color="red"
        variant="light"
        loading={isPending}
        aria-label={`Yes, opt out ${who}`}
        onClick={() => decide(doubt, true)}
      >
        Yes, opt out
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        disabled={isPending}
        aria-label={`No, keep sending to ${who}`}
        onClick={() => decide(doubt, false)}
      >
        No, keep sending
      </Button>
    </Group>
  );
}

function useNameOf(doubt: OptOutDoubt): string {
  const { country } = useWorkspace();
  return doubt.contact?.name ?? readablePhone(doubt.address, country);
}
