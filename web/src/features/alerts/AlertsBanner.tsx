import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { connectionsApi } from '@tidings/core/contract/connections';
import type { Alert } from '@tidings/core/contract/queue';
import { sendingApi } from '@tidings/core/contract/sending';
import { useApiMutation } from '../../lib/query.ts';
import { useAlerts } from '../../lib/sending.ts';
import { useSession } from '../../lib/session.ts';
import { useMay, usePath, useWorkspace } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import { RelativeTime } from '../../ui/RelativeTime.tsx';
import classes from './AlertsBanner.module.css';
import { CodesSeen } from './CodesSeen.tsx';

/** What keeps messages from going out, above every page until somebody acts. */
export function AlertsBanner() {
  const alerts = useAlerts();
  const items = alerts.data?.items ?? [];
  return (
    <div role="status" aria-live="polite">
      {items.map((alert) => (
        <AlertLine key={alert.sender?.id ?? `${alert.kind} ${alert.list?.source_id ?? alert.broadcast?.id}`} alert={alert} />
      ))}
    </div>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const path = usePath();
  const maySee = useMay('queue:read');
  const { time_zone } = useWorkspace();
  const mayImport = useMay('contacts:import');
  const mayReply = useMay('inbox:reply');
  const ofList = alert.list !== undefined;
  // Whoever cannot do anything about a sheet is not told of it on every page.
  if (ofList && !mayImport) return null;
  const doubts = alert.kind === 'opt_out_doubts';
  if (doubts && !mayReply) return null;
  const unknownCodes = alert.kind === 'unknown_codes';
  const refused = unknownCodes || alert.kind === 'country_refused';
  if (refused && !maySee) return null;
  const stop = alert.kind === 'sending_stopped' || alert.kind === 'installation_stopped';
  return (
    <div className={classes.banner}>
      <IconAlertTriangle size={20} stroke={1.7} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        <strong>{headline(alert)}</strong> {alert.words}
        {stop && alert.since !== null && (
          <>
            {' '}
            (<RelativeTime at={alert.since} zone={time_zone} />)
          </>
        )}
      </div>
      <div className={classes.actions}>
        {alert.kind === 'spending_limit' && (
          <AppLink to={path('settings/costs')} inherit>
            See the limit
          </AppLink>
        )}
        {alert.list !== undefined && (
          <AppLink to={path(`lists/${alert.list.id}?tab=source&source=${alert.list.source_id}`)} inherit>
            {alert.kind === 'sync_review' ? 'Look at it' : 'See why'}
          </AppLink>
        )}
        {alert.broadcast !== undefined && (
          <AppLink to={path(`broadcasts/${alert.broadcast.id}`)} inherit>
            Decide
          </AppLink>
        )}
        {doubts && (
          <AppLink to={path('inbox?show=doubts')} inherit>
            Answer
          </AppLink>
        )}
        {maySee && !stop && !ofList && !doubts && alert.broadcast === undefined && alert.kind !== 'spending_limit' && (
          <AppLink to={path(alert.sender === null && !refused ? 'queue' : 'queue?view=failures')} inherit>
            See why
          </AppLink>
        )}
        {alert.sender !== null && <Resume sender={alert.sender} />}
        {alert.codes !== undefined && <CodesSeen codes={alert.codes} />}
        {alert.kind === 'sending_stopped' && <StartAgain />}
        {alert.kind === 'installation_stopped' && <StartAllAgain />}
      </div>
    </div>
  );
}

function headline({ kind, sender, list, broadcast, codes }: Alert): string {
  if (kind === 'unknown_codes') return codes?.length === 1 ? 'An unknown error code.' : 'Unknown error codes.';
  if (kind === 'country_refused') return 'The provider refuses a country.';
  if (kind === 'catch_up_late') return 'Missed texts are not fetched yet.';
  if (kind === 'broadcast_late') return `${broadcast?.name} did not go out in time.`;
  if (kind === 'sync_review') return `The sync of ${list?.name} waits for your yes.`;
  if (kind === 'sync_failed') return `${list?.name} does not stay in step.`;
  if (kind === 'opt_out_doubts') return 'Did they mean stop?';
  if (kind === 'spending_limit') return 'The spending limit is reached.';
  if (kind === 'sending_stopped') return 'Sending is stopped.';
  if (kind === 'installation_stopped') return 'Sending is stopped in every workspace.';
  return sender === null ? 'No worker runs.' : `${sender.name} is paused.`;
}

function Resume({ sender }: { sender: { readonly id: string; readonly name: string } }) {
  const mayManage = useMay('connections:manage');
  const resume = useApiMutation(connectionsApi.resumeSender, {
    invalidates: ['connections'],
    onSuccess: () => notifyDone(`${sender.name} sends again`),
    onError: notifyError,
  });
  if (!mayManage) return null;
  return (
    <Button
      size="compact-sm"
      variant="white"
      color="dark"
      loading={resume.isPending}
      onClick={() => resume.mutate({ params: { sender_id: sender.id } })}
      aria-label={`Resume ${sender.name}`}
    >
      Resume
    </Button>
  );
}

function StartAgain() {
  const mayStart = useMay('queue:manage');
  const resume = useApiMutation(sendingApi.resumeSending, {
    invalidates: ['workspace', 'connections'],
    onSuccess: () => notifyDone('This workspace sends again'),
    onError: notifyError,
  });
  if (!mayStart) return null;
  return (
    <Button size="compact-sm" variant="white" color="dark" loading={resume.isPending} onClick={() => resume.mutate()}>
      Start again
    </Button>
  );
}

function StartAllAgain() {
  const operator = useSession()?.user?.operator === true;
  const resume = useApiMutation(sendingApi.resumeInstallationSending, {
    invalidates: ['workspace', 'connections'],
    onSuccess: () => notifyDone('Every workspace sends again'),
    onError: notifyError,
  });
  if (!operator) return null;
  return (
    <Button size="compact-sm" variant="white" color="dark" loading={resume.isPending} onClick={() => resume.mutate()}>
      Start every workspace again
    </Button>
  );
}
