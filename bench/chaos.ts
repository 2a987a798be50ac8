import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../server/context.ts';
import { printFigures } from './harness.ts';
import { conclude, judge, phoneOf, planBroadcast, prepareScene, type Scene } from './scene.ts';
import { openStage, untilDelivered } from './stage.ts';

/**
 * `chaos [count] [database seconds] [web seconds]`: people answer a broadcast while it runs, the database is gone for 30 seconds and the web
 * process for a minute. The carrier gives up on its hooks within seconds; in the end no receipt and no text may be missing.
 */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 20_000);
  const databaseMs = Number(args[1] ?? 30) * 1_000;
  const webMs = Number(args[2] ?? 60) * 1_000;
  const lasts = 20_000 + databaseMs + webMs;
  const stage = await openStage({ workers: 1, keep: count * 3 });
  try {
    const { ctx, web, installation } = stage;
    const scene = await prepareScene(ctx, count, {
      rate: Math.ceil(count / (lasts / 1_000)),
      settings: { profile: 'realistic' },
    });
    const sourceId = await planBroadcast(ctx, scene);
    const answering = new AbortController();
    const answers = answerAll(scene, count, answering.signal);
    await wait(5_000);
    const beganAt = performance.now();
    await installation.killPostgres(() => wait(databaseMs));
    await wait(10_000);
    await web.killAndRestart(() => wait(webMs));
    const backAt = performance.now();
    await wait(5_000);
    answering.abort();
    const written = await answers;
    const texts = await untilThere(ctx, scene, written);
    const textsMs = performance.now() - backAt;
    await untilDelivered(ctx, sourceId, count);
    const settledMs = performance.now() - backAt;
    const { figures, wrong } = await judge(ctx, scene, sourceId, count);
    const stats = (await scene.control('GET', '/stats')).json as { since_start: { callbacks_failed: number } };
    const fetched = await ctx.db.system((tx) =>
      tx
        .selectFrom('catch_ups')
        .select(['receipts', 'texts'])
        .where('connection_id', '=', scene.connectionId)
        .executeTakeFirstOrThrow(),
    );
    printFigures(
      `${databaseMs / 1_000} s without database, ${webMs / 1_000} s without web process, in ${Math.round((backAt - beganAt) / 1_000)} s`,
      [
        ...figures,
        { what: 'texts that people wrote', value: written, unit: 'texts' },
        { what: 'texts that are there', value: texts.distinct, unit: 'texts' },
        { what: 'texts that are there twice', value: texts.total - texts.distinct, unit: 'texts' },
        { what: 'hooks that the carrier gave up', value: stats.since_start.callbacks_failed, unit: 'hooks' },
        { what: 'texts fetched from the list', value: fetched.texts, unit: 'texts' },
        { what: 'outcomes fetched from the list', value: fetched.receipts, unit: 'messages' },
        { what: 'every text there after the last outage', value: textsMs / 1_000, unit: 's' },
        { what: 'every outcome known after the last outage', value: settledMs / 1_000, unit: 's' },
      ],
    );
    const lost =
      texts.distinct === written && texts.total === written
        ? []
        : [`texts: ${texts.distinct} of ${written}, ${texts.total} in all`];
    conclude([...wrong, ...lost]);
  } finally {
    await stage.close();
  }
}

/** Somebody writes every 50 ms; each text is unique. Returns how many were written. */
async function answerAll(scene: Scene, count: number, signal: AbortSignal): Promise<number> {
  let written = 0;
  while (!signal.aborted) {
    const phone = phoneOf(1 + (written % count));
    await scene.control('POST', `/phones/${encodeURIComponent(phone)}/reply`, {
      body: `Answer number ${written}`,
      to: scene.number,
    });
    written += 1;
    await wait(50);
  }
  return written;
}

async function untilThere(ctx: Context, scene: Scene, written: number): Promise<{ total: number; distinct: number }> {
  const giveUpAt = performance.now() + 300_000;
  for (;;) {
    const { rows } = await ctx.db.system((tx) =>
      sql<{ total: number; distinct: number }>`
        select count(*)::int as total, count(distinct body)::int as distinct from messages where workspace_id = ${scene.id} and direction = 'in'`.execute(
        tx,
      ),
    );
    const counts = rows[0] ?? { total: 0, distinct: 0 };
    if (counts.distinct >= written || performance.now() > giveUpAt) return counts;
    await wait(500);
  }
}
