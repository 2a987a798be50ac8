import { Loader } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { serverAway } from '../lib/availability.ts';
import { sessionQuery } from '../lib/session.ts';
import { useStore } from '../lib/store.ts';
import classes from './AwayBanner.module.css';

/** How often the server is asked whether it is back, where no query on screen asks by itself. */
const askMs = 4_000;

/** Shows that the server is away, and notices when it is back; what is on screen stays. */
export function AwayBanner() {
  const away = useStore(serverAway);
  const client = useQueryClient();
  useEffect(() => {
    if (!away) return;
    const timer = setInterval(
      () => void client.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false }).catch(() => undefined),
      askMs,
    );
    return () => {
      clearInterval(timer);
      // Whatever was asked in between may have failed or be old by now.
      void client.invalidateQueries();
    };
  }, [away, client]);
  return (
    <div role="status" aria-live="polite">
      {away && (
        <div className={classes.banner}>
          <Loader size={14} color="currentColor" />
          <span>The server is briefly unavailable, trying again.</span>
        </div>
      )}
    </div>
  );
}
