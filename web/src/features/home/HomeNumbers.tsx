import { IconAddressBook, IconAlertTriangle, IconCheck, IconMessage, IconSend } from '@tabler/icons-react';
import { formatNumber } from '../../lib/format.ts';
import { useMay, usePath } from '../../lib/workspace.ts';
import { StatCard } from '../../ui/StatCard.tsx';
import classes from './HomeNumbers.module.css';
import type { Home } from './home.ts';

/** The five numbers that matter; each leads to where it comes from. */
export function HomeNumbers({ home }: { home: Home | undefined }) {
  const path = usePath();
  const mayInbox = useMay('inbox:read');
  const icon = { size: 16, stroke: 1.7 } as const;
  return (
    <div className={classes.numbers}>
      <StatCard
        label="People"
        icon={<IconAddressBook {...icon} />}
        value={home?.people}
        to={path('contacts')}
        hint="in this workspace"
      />
      <StatCard
        label="Can be texted"
        icon={<IconCheck {...icon} />}
        value={home?.can_text}
        to={path('contacts?text=can')}
        hint={
          home === undefined || home.people === 0 ? 'agreed to get texts' : `${share(home.can_text, home.people)} of all people`
        }
      />
      <StatCard
        label="Sent this week"
        icon={<IconSend {...icon} />}
        value={home?.week.sent}
        to={path('history?direction=out')}
        hint="in the last 7 days"
      />
      <StatCard
        label="Failed"
        icon={<IconAlertTriangle {...icon} />}
        value={home?.week.failed}
        to={path('history?outcome=not_arrived&direction=out')}
        tone={home !== undefined && home.week.failed > 0 ? 'danger' : 'neutral'}
        hint={home === undefined || home.week.failed === 0 ? 'none in the last 7 days' : 'in the last 7 days; see why'}
      />
      <StatCard
        label="Replies waiting"
        icon={<IconMessage {...icon} />}
        value={home?.replies_waiting}
        {...(mayInbox ? { to: path('inbox') } : {})}
        tone={home !== undefined && home.replies_waiting > 0 ? 'info' : 'neutral'}
        hint={home === undefined || home.replies_waiting === 0 ? 'all read' : 'conversations to read'}
      />
    </div>
  );
}

/** "82%"; never 100% while somebody is missing, nor 0% while somebody is there. */
function share(part: number, whole: number): string {
  const exact = part / whole;
  if (part > 0 && exact < 0.01) return 'under 1%';
  if (part < whole && exact > 0.99) return 'over 99%';
  return formatNumber(exact, { style: 'percent', maximumFractionDigits: 0 });
}
