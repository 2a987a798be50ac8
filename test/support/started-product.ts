import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../server/db/embedded/postgres.ts';

const root = join(import.meta.dirname, '..', '..');

/** The product as a stranger starts it: its own database, web, worker and sandbox carrier, on a fresh data folder. */
export interface StartedProduct {
  readonly url: string;
  /** Presses Ctrl-C and waits; the data folder is removed. */
  close(): Promise<void>;
}

export async function startProduct(): Promise<StartedProduct> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tidings-started-'));
  chmodSync(dataDir, 0o755);
  const port = await freePort(0);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'server/main.ts'), 'start'], {
    env: {
      ...process.env,
      TIDINGS_DATA: dataDir,
      TIDINGS_PORT: String(port),
      TIDINGS_DATABASE_PORT: '0',
      TIDINGS_SANDBOX_PORT: '0',
      DATABASE_URL: '',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await untilRunning(child);
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function untilRunning(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('Tidings is running at')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code} while starting: ${seen}`)));
  });
}
