import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface ChromiumFiles {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '../..');

/**
 * Unpacks the browser of `@sparticuz/chromium` once per version, with the libraries and fonts that a bare system lacks.
 * It goes to a folder of its own and is moved into place when complete: the package itself unpacks into the shared
 * temporary folder, where a second run would start a half-written file.
 */
export async function chromiumFiles(): Promise<ChromiumFiles> {
  const home = join(root, 'node_modules/.cache', `chromium-${await packageVersion()}`);
  if (!(await exists(home))) await unpackTo(home);
  return {
    executablePath: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023/lib'), FONTCONFIG_PATH: join(home, 'fonts'), HOME: home },
  };
}

async function unpackTo(home: string): Promise<void> {
  await mkdir(dirname(home), { recursive: true });
  const draft = await mkdtemp(`${home}-draft-`);
  const before = { ...process.env };
  // Makes the package unpack the libraries too; it looks when it is imported, and asks `os.tmpdir()` where to.
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs24.x';
  process.env['TMPDIR'] = draft;
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    await chromium.executablePath();
    await writeFile(join(draft, 'fonts/fonts.conf'), fontConfig(home));
  } finally {
    for (const name of ['AWS_LAMBDA_JS_RUNTIME', 'TMPDIR', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
  await rename(draft, home).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    // Another run was faster; its copy is as good.
    if (!(await exists(home))) throw error;
  });
}

/** Only the fonts of the package, wherever it was unpacked: its own file names `/tmp/fonts`, and without a font the browser crashes. */
function fontConfig(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

async function packageVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const manifest = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
