import { createConnection } from 'node:net';
import { sql } from 'kysely';
import { type Config, loadConfig } from '../config/config.ts';
import { ConfigError } from '../config/declare.ts';
import { Database } from '../db/database.ts';
import { createLogger } from '../lib/logger.ts';
import { checkConnections, checkEncryptionKey, checkSandboxCarrier } from './doctor-providers.ts';
import { bad, type Finding, good } from './finding.ts';
import { databaseUrlOf, findRunning } from './place.ts';

/** `tidings doctor`: checks what the installation stands on and says how to mend what is wrong. Ends with 1 when something is. */
export async function doctor(): Promise<void> {
  const findings = await examine(process.env);
  for (const one of findings) console.log(`${one.ok ? 'ok  ' : 'MEND'}  ${one.what}: ${one.words}`);
  if (findings.some((one) => !one.ok)) process.exitCode = 1;
}

/** What the doctor finds with the given environment. Changes nothing. */
export async function examine(env: Readonly<Record<string, string | undefined>>): Promise<readonly Finding[]> {
  const findings: Finding[] = [good('Node', `${process.version}`)];
  const config = checkConfiguration(env, findings);
  if (config) {
    await checkDatabase(config, findings);
    await checkAddresses(config, findings);
    findings.push(await checkSandboxCarrier(config));
  }
  return findings;
}

function checkConfiguration(env: Readonly<Record<string, string | undefined>>, findings: Finding[]): Config | undefined {
  try {
    const config = loadConfig(env);
    findings.push(good('Configuration', 'every setting can be read'));
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) findings.push(bad('Configuration', problem));
    return undefined;
  }
}

async function checkDatabase(config: Config, findings: Finding[]): Promise<void> {
  const key = checkEncryptionKey(config);
  findings.push(key.finding);
  let url: string;
  try {
    url = databaseUrlOf(config);
  } catch {
    findings.push(bad('Database', 'not running. Start it with "npm start", or set DATABASE_URL.'));
    return;
  }
  const database = new Database({ url, max: 1, log: createLogger('fatal', 'doctor'), name: 'tidings-doctor' });
  try {
    const facts = await readFacts(database);
    findings.push(
      facts.version >= 150_000
        ? good('Database', `PostgreSQL ${Math.floor(facts.version / 10_000)}`)
        : bad('Database', `PostgreSQL ${Math.floor(facts.version / 10_000)} is too old: 15 or newer is needed`),
      facts.bypasses
        ? bad(
            'Database role',
            `"${facts.role}" is a superuser or bypasses row-level security, so workspaces would not be kept apart. Use an ordinary role.`,
          )
        : good('Database role', `"${facts.role}" is bound by row-level security`),
    );
    findings.push(...checkTables(facts));
    if (facts.connections < config.databasePool * 2 + 10) {
      findings.push(
        bad(
          'Connections',
          `max_connections is ${facts.connections}: too few for two processes with ${config.databasePool} each. Lower TIDINGS_DATABASE_POOL.`,
        ),
      );
    }
    if (!facts.durable) {
      findings.push(
        bad(
          'Durability',
          'synchronous_commit is off: a crash of the database would forget what it had confirmed, and a text could be sent twice or a STOP lost. Set it to on for the role of Tidings: alter role tidings set synchronous_commit = on;',
        ),
      );
    }
    if (facts.migrated) findings.push(...(await checkConnections(database, key.secrets)));
  } catch (error) {
    findings.push(
      bad('Database', `cannot be used: ${error instanceof Error ? error.message : String(error)}. Check DATABASE_URL.`),
    );
  } finally {
    await database.close();
  }
}

function checkTables(facts: Awaited<ReturnType<typeof readFacts>>): readonly Finding[] {
  if (!facts.migrated) return [bad('Tables', 'not there yet. Run "tidings migrate", or "npm start", which does it.')];
  return [
    facts.open.length === 0
      ? good('Row-level security', 'every workspace table is closed')
      : bad('Row-level security', `not forced on: ${facts.open.join(', ')}. Run "tidings migrate".`),
    facts.searchable
      ? good('Search', 'uses its index')
      : good(
          'Search',
          'slow with many contacts. Once, as a superuser of this database: alter function textlike(text, text) leakproof;',
        ),
  ];
}

async function readFacts(database: Database) {
  const { rows } = await sql<{
    version: number;
    role: string;
    bypasses: boolean;
    connections: number;
    migrated: boolean;
    searchable: boolean;
    durable: boolean;
  }>`
    select current_setting('server_version_num')::int as version, current_user as role,
      (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses,
      current_setting('max_connections')::int as connections,
      to_regclass('public.connections') is not null as migrated,
      current_setting('synchronous_commit') <> 'off' as durable,
      (select proleakproof from pg_proc where oid = 'textlike(text, text)'::regprocedure) as searchable`.execute(database.open);
  const open = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)
      and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)`.execute(
    database.open,
  );
  const [facts] = rows;
  if (!facts) throw new Error('the database did not answer');
  return { ...facts, open: open.rows.map((row) => row.name) };
}

async function checkAddresses(config: Config, findings: Finding[]): Promise<void> {
  const running = findRunning(config);
  const answering = await answers(config.host === '0.0.0.0' ? '127.0.0.1' : config.host, config.port);
  findings.push(
    running || answering
      ? good('Web', answering ? `answers on port ${config.port}` : `Tidings runs as process ${running?.pid}`)
      : good('Web', `port ${config.port} is free`),
  );
  const url = config.publicUrl;
  findings.push(
    url?.startsWith('https://')
      ? good('Public address', url)
      : good(
          'Public address',
          `${url ?? `http://localhost:${config.port}`}: fine for the sandbox. A real provider needs TIDINGS_PUBLIC_URL with https.`,
        ),
  );
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
