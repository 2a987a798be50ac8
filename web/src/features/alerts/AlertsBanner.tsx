import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { connectionsApi } from '@tidings/core/contract/connections';
import { type Alert, queueApi } from '@tidings/core/contract/queue';
import { useApi, useApiMutation } from '../../lib/query.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { AppLink } from '../../ui/AppLink.tsx';
import { notifyDone, notifyError } from '../../ui/notify.tsx';
import classes from './AlertsBanner.module.css';

/** What keeps messages from going out, above every page until somebody acts. */
export function AlertsBanner() {
  const alerts = useApi(queueApi.listAlerts, { topics: ['connections', 'workspace'], refetchInterval: 30_000 });
  const items = alerts.data?.items ?? [];
  return (
    <div role="status" aria-live="polite">
      {items.map((alert) => (
        <AlertLine key={alert.sender?.id ?? alert.kind} alert={alert} />
      ))}
    </div>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const path = usePath();
  const maySee = useMay('queue:read');
  return (
    <div className={classes.banner}>
      <IconAlertTriangle size={20} stroke={1.7} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        <strong>{headline(alert)}</strong> {alert.words}
      </div>
      <div className={classes.actions}>
        {alert.kind === 'spending_limit' && (
          <AppLink to={path('settings/costs')} inherit>
            See the limit
          </AppLink>
        )}
        {maySee && alert.kind !== 'spending_limit' && (
          <AppLink to={path(alert.sender === null ? 'queue' : 'queue?view=failures')} inherit>
            See why
          </AppLink>
        )}
        {alert.sender !== null && <Resume sender={alert.sender} />}
      </div>
    </div>
  );
}

function headline({ kind, sender }: Alert): string {
  if (kind === 'spending_limit') return 'The spending limit is reached.';
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
