// `npm test`: format and lint, types, dependency rules, then every test. Ends with one line `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;
const tsc = ['node_modules/typescript/bin/tsc', '-p'];

/** Checks that look at the source; each counts as one. */
const checks: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '.'] },
  ...['core', 'core/tsconfig.test.json', 'server', 'web', 'carrier', 'test', 'bench', 'scripts'].map((project) => ({
    name: `types of ${project}`,
    args: [...tsc, project],
  })),
  {
    name: 'dependency rules',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      'core',
      'server',
      'web/src',
      'carrier',
    ],
  },
];

let passed = 0;
let failed = 0;

for (const { name, args } of checks) {
  const result = spawnSync(process.execPath, [...args], { cwd: root, encoding: 'utf8' });
  if (result.status === 0) {
    passed += 1;
    console.log(`ok    ${name}`);
  } else {
    failed += 1;
    console.log(`FAIL  ${name}\n${result.stdout}${result.stderr}`);
  }
}

if (only !== 'check') {
  const counted = runTests();
  passed += counted.passed;
  failed += counted.failed;
}

console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs vitest, which prints as it goes, and reads its counts. A run that ends without a report counts as a failure. */
function runTests(): { passed: number; failed: number } {
  const folder = mkdtempSync(join(tmpdir(), 'tidings-report-'));
  const report = join(folder, 'report.json');
  const run = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  try {
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const counts = JSON.parse(readFileSync(report, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    const unseen = run.status !== 0 && counts.numFailedTests === 0 ? 1 : 0;
    return { passed: counts.numPassedTests, failed: counts.numFailedTests + unseen };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
