import { ConfigError } from './config/declare.ts';

const help = `Tidings

  tidings start              database, web, worker and sandbox carrier, all watched; what dies is started again
  tidings web                one web process (needs DATABASE_URL, or a running "tidings start" on this machine)
  tidings worker             one worker process (the same)
  tidings migrate            brings the database up to date and ends
  tidings doctor             checks configuration, database, ports and providers, and says what to mend
  tidings user list          who has an account on this installation
  tidings user reset-password <e-mail>
                             a new initial password, shown once; it must be changed at the next sign-in
`;

/** One command each, loaded only when asked for. */
const commands: Record<string, () => Promise<(args: readonly string[]) => Promise<void>>> = {
  start: async () => (await import('./cli/start.ts')).start,
  web: async () => (await import('./cli/web.ts')).web,
  worker: async () => (await import('./cli/worker.ts')).worker,
  migrate: async () => (await import('./cli/migrate.ts')).migrateCommand,
  doctor: async () => (await import('./cli/doctor.ts')).doctor,
  user: async () => (await import('./cli/user.ts')).user,
};

const [name = 'help', ...args] = process.argv.slice(2);
const load = commands[name];
if (load) {
  try {
    await (await load())(args);
  } catch (error) {
    console.error(error instanceof ConfigError || !(error instanceof Error) ? String(error) : `Tidings: ${error.message}`);
    if (process.env['TIDINGS_LOG_LEVEL'] === 'debug') console.error(error);
    process.exitCode = 1;
  }
} else {
  console.log(help);
  if (name !== 'help' && name !== '--help') process.exitCode = 1;
}
