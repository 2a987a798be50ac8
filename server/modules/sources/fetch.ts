import type { Context } from '../../context.ts';
import { tableProvider } from '../../providers/sheets/registry.ts';
import { csvOfRows } from './content.ts';
import { SourceProblem } from './problem.ts';
import { openSource } from './secrets.ts';
import type { SourceRow } from './store.ts';

/** What a source holds right now, as a CSV file. `isOurs`: we wrote the CSV ourselves. Throws SourceProblem. */
export async function fetchSource(ctx: Context, source: SourceRow): Promise<{ content: Buffer; isOurs: boolean }> {
  const { address, serviceAccount } = openSource(ctx, source);
  const { config } = ctx;
  const answer = await tableProvider(source.kind).read(
    {
      outgoing: ctx.outgoing,
      now: ctx.clock.now(),
      maxBytes: config.sourceMegabytes * 1_048_576,
      timeoutMs: config.sourceTimeoutSeconds * 1000,
      google: { sheetsUrl: config.googleSheetsUrl, tokenUrl: config.googleTokenUrl },
    },
    { address, tab: source.tab, serviceAccount },
  );
  if (answer.kind === 'file') return { content: answer.content, isOurs: false };
  if (answer.kind === 'rows') return { content: csvOfRows(answer.rows), isOurs: true };
  throw new SourceProblem(answer.code, answer.words, { temporary: answer.temporary, retryAfterMs: answer.retryAfterMs });
}
