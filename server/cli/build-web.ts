import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const stamp = join(root, 'web', 'dist', '.sources');

function sourcesHash(): string {
  const hash = createHash('sha256');
  const folders = ['web/src', 'web/index.html', 'web/vite.config.ts', 'web/public', 'core/src', 'package-lock.json'];
  const add = (path: string) => hash.update(path).update(readFileSync(join(root, path)));
  for (const folder of folders) {
    const full = join(root, folder);
    if (!existsSync(full)) continue;
    if (/\.\w+$/.test(folder)) add(folder);
    else {
      const files = readdirSync(full, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
      for (const file of files.sort()) add(file);
    }
  }
  return hash.digest('hex');
}

/** Builds the web app when its sources are newer than what was built. Takes some seconds, once after an update. */
export async function buildWebApp(): Promise<void> {
  if (!existsSync(join(root, 'web', 'index.html'))) return;
  const hash = sourcesHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.log('Building the screens (once, and after updates) …');
  await new Promise<void>((resolve, reject) => {
    const build = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'], {
      cwd: join(root, 'web'),
      // Whatever starts this: the screens are built as people use them, smaller and without the paths of their sources.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    build.on('error', reject);
    build.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error('The screens could not be built; see the message above.')),
    );
  });
  writeFileSync(stamp, hash);
}
