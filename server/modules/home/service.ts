import type { ResponseOf } from '@tidings/core/contract/endpoint';
import { type HomeStep, type homeApi, homeSteps } from '@tidings/core/contract/home';
import { roleMay } from '@tidings/core/contract/permissions';
import { settlingCount } from '@tidings/core/messaging/broadcast-states';
import type { Context } from '../../context.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { presentActivity } from '../audit/present.ts';
import { listEntries } from '../audit/store.ts';
import { getWorkspaceRow } from '../workspaces/store.ts';
import { readUnreachable } from './reach-store.ts';
import { countDays, countPeople, listRecentBroadcasts, readState } from './store.ts';
import { sumWeek, weekUpTo } from './week.ts';

type Home = ResponseOf<(typeof homeApi)['getHome']>;

/** Everything the first screen shows, from counters: as quick with a million contacts as with ten. */
export async function getHome(ctx: Context, actor: WorkspaceActor): Promise<Home> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const workspace = await getWorkspaceRow(tx, workspaceId);
    const { since, dates } = weekUpTo(ctx.clock.now(), workspace.time_zone);
    const counts = await countPeople(tx, workspaceId);
    const unreachable = await readUnreachable(tx, workspaceId);
    const days = await countDays(tx, workspaceId, since, workspace.time_zone);
    const state = await readState(tx, workspaceId);
    const broadcasts = await listRecentBroadcasts(tx, workspaceId, 5);
    const withConfidential = roleMay(actor.role, 'audit:read');
    const activity = await listEntries(tx, workspaceId, { limit: 12, withConfidential });
    const done: Record<HomeStep, boolean> = {
      add_people: counts.people > 0,
      write_broadcast: state.has_broadcast,
      connect_provider: state.has_provider,
      invite_members: state.has_company,
      go_live: workspace.mode === 'live',
    };
    return {
      ...counts,
      can_text: Math.max(0, counts.opted_in - unreachable),
      week: sumWeek(dates, days),
      replies_waiting: state.waiting,
      steps: homeSteps.map((step) => ({
        step,
        done: done[step],
        problem: step === 'connect_provider' && !done[step] && state.provider_fails,
      })),
      recent_broadcasts: broadcasts.map(({ open, unknown, ...row }) => ({
        ...row,
        at: row.at.toISOString(),
        settling: settlingCount(row.state, { planned: open, queued: 0, leased: 0, unknown }),
      })),
      activity: activity.map(presentActivity),
    };
  });
}
