import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'package.json');

/** The version of Tidings, as the root package states it. */
export const version: string = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
