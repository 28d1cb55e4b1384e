#!/usr/bin/env node
// The command `penstock`, for "npm link" and links from your PATH: runs penstock.ts on Node 24.
import { fileURLToPath } from 'node:url';

process.argv.splice(2, 0, fileURLToPath(new URL('penstock.ts', import.meta.url)));
await import('./on-node-24.mjs');
