#!/usr/bin/env node
// The `tidings` command of this checkout.
process.argv.splice(2, 0, 'server/main.ts');
await import('./run.mjs');
