import { Avatar, Text } from '@mantine/core';
import { IconDeviceMobile } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type SandboxPhone, sandboxApi } from '@tidings/core/contract/sandbox';
import { z } from 'zod';
import { routerTarget } from '../../lib/navigate.ts';
import { initialsOf, readablePhone } from '../../lib/phone.ts';
import { useApiPages } from '../../lib/query.ts';
import { useSearchState } from '../../lib/search-state.ts';
import { usePath, useWorkspace } from '../../lib/workspace.ts';
import { ButtonLink } from '../../ui/AppLink.tsx';
import classes from '../../ui/ChooserList.module.css';
import { EmptyState, ListStates } from '../../ui/ListStates.tsx';
import { MoreButton } from '../../ui/MoreButton.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import { SearchInput } from '../../ui/SearchInput.tsx';

const Filters = z.object({ search: z.string().default('') });

/** Phones by their last message; a search finds contacts that have none yet, and a whole number opens its phone. */
export function PhoneList({ chosen }: { chosen: string | undefined }) {
  const [{ search }, setFilters] = useSearchState(Filters);
  const path = usePath();
  const typed = asNumber(search);
  const pages = useApiPages(sandboxApi.listSandboxPhones, {
    query: search === '' ? {} : { search },
    topics: ['messages', 'contacts'],
    refetchInterval: 3_000,
  });
  const listed = pages.items.some((one) => one.phone_number === typed);
  return (
    <>
      <div className={classes.head}>
        <SearchInput label="Name or number" width="100%" value={search} onChange={(next) => setFilters({ search: next })} />
        {typed !== null && !listed && (
          <ButtonLink to={path(`sandbox/${encodeURIComponent(typed)}`)} variant="light" size="xs" fullWidth>
            Open the phone {readablePhone(typed)}
          </ButtonLink>
        )}
      </div>
      <ListStates {...pages} onRetry={pages.refetch} empty={<Nothing searched={search !== ''} />}>
        <ul className={classes.list} aria-label="Phones">
          {pages.items.map((one) => (
            <Entry key={one.phone_number} phone={one} chosen={one.phone_number === chosen} />
          ))}
        </ul>
        <MoreButton pages={pages} label="Show more phones" />
      </ListStates>
    </>
  );
}

/** What was typed as a number in E.164, when it is one. Ten digits are taken as North American. */
function asNumber(text: string): string | null {
  const digits = text.replace(/\D/g, '');
  if (!/^[\d\s().+-]+$/.test(text)) return null;
  if (text.trim().startsWith('+')) return /^[1-9]\d{9,14}$/.test(digits) ? `+${digits}` : null;
  return /^[2-9]\d{9}$/.test(digits) ? `+1${digits}` : null;
}

function Entry({ phone, chosen }: { phone: SandboxPhone; chosen: boolean }) {
  const path = usePath();
  const { country } = useWorkspace();
  const number = readablePhone(phone.phone_number, country);
  const name = phone.contact?.name ?? null;
  const last = phone.last_message;
  return (
    <li>
      <Link
        {...routerTarget(path(`sandbox/${encodeURIComponent(phone.phone_number)}`))}
        search={((before: object) => before) as never}
        className={classes.entry}
        aria-current={chosen ? 'page' : undefined}
        data-chosen={chosen || undefined}
        data-unread={phone.unread > 0 || undefined}
      >
        <Avatar color={name === null ? 'gray' : 'tide'} radius="xl" aria-hidden="true">
          {initialsOf(name, phone.phone_number)}
        </Avatar>
        <span className={classes.words}>
          <span className={classes.line}>
            <span className={classes.name}>{name ?? number}</span>
            {last !== null && (
              <span className={classes.time}>
                <RelativeTime at={last.created_at} />
              </span>
            )}
          </span>
          <span className={classes.line}>
            <span className={classes.preview}>{last === null ? number : last.body}</span>
            {phone.unread > 0 && <span className={classes.count}>{phone.unread > 99 ? '99+' : phone.unread} new</span>}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Nothing({ searched }: { searched: boolean }) {
  if (searched) {
    return (
      <Text c="dimmed" size="sm" p="xl" ta="center">
        No phone matches. Type a whole number to open its phone.
      </Text>
    );
  }
  return (
    <EmptyState
      icon={<IconDeviceMobile size={26} stroke={1.5} />}
      title="All quiet"
      words="Send a broadcast, or look for a contact above and write as them."
    />
  );
}
