// Installs what is missing before `npm start` and `npm test`. Plain JavaScript without dependencies: it runs
// on whatever Node (20 or newer) the machine has, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.tidings-lock');

const [major] = process.versions.node.split('.').map(Number);
if (major < 20) {
  console.error(`Tidings needs Node 20 or newer to start; this is ${process.version}. Install a newer Node and try again.`);
  process.exit(1);
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== lock) {
  console.log('Installing what Tidings needs (once, and after updates) …');
  // --loglevel=error: npm's engine warnings under Node 20 are harmless (Tidings runs on its own Node 26) and frighten newcomers.
  const result = spawnSync('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('The installation failed. Check the network and the message above, then run the same command again.');
    process.exit(result.status ?? 1);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, lock);
}
