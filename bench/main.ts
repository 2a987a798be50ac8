/** Runs benchmarks: `npm run bench -- <name> [options]`; without a name it lists them. */
const benches: Record<string, { words: string; run: () => Promise<{ run: (args: readonly string[]) => Promise<void> }> }> = {
  plan: { words: 'planning a broadcast to 100,000 people', run: () => import('./plan.ts') },
  send: { words: 'sending 20,000 texts through the sandbox carrier with receipts', run: () => import('./send.ts') },
  hooks: { words: 'acknowledging 1,000 receipts a second while a broadcast runs', run: () => import('./hooks.ts') },
  kill: { words: 'a broadcast to 100,000 while processes are killed every few seconds', run: () => import('./kill.ts') },
  faults: { words: 'a broadcast to 100,000 through a carrier with every fault', run: () => import('./faults.ts') },
  chaos: { words: '30 s without database, a minute without web process, while people answer', run: () => import('./chaos.ts') },
  compare: {
    words: 'the same 20,000 texts through one job per message on Redis (needs redis-server)',
    run: () => import('./compare.ts'),
  },
  million: {
    words: 'a broadcast to 1,000,000: is its end as fast as its beginning, and memory flat',
    run: () => import('./million.ts'),
  },
  workers: { words: 'the same 20,000 texts with 1, 2 and 4 workers', run: () => import('./workers.ts') },
  reads: { words: 'what screens ask for with 1,000,000 messages in the ledger', run: () => import('./reads.ts') },
  audience: { words: 'ten filters, the list and its search over 1,000,000 people', run: () => import('./audience.ts') },
  sync: { words: 'keeping a list in step with a sheet of 100,000 rows', run: () => import('./sync.ts') },
  import: { words: 'importing 200,000 people from a CSV file', run: () => import('./import.ts') },
};

const [name, ...args] = process.argv.slice(2);
const bench = name === undefined ? undefined : benches[name];
if (bench) await (await bench.run()).run(args);
else {
  console.log('npm run bench -- <name>\n');
  for (const [key, { words }] of Object.entries(benches)) console.log(`  ${key.padEnd(10)} ${words}`);
  if (name !== undefined) process.exitCode = 1;
}
