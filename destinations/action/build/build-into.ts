// `node destinations/action/build/build-into.ts DIRECTORY`: what a deployment runs to get the catalog beside its functions.
import { resolve } from 'node:path';
import { buildActions } from './build-actions.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Say where the catalog is to be built: build-into.ts DIRECTORY');
await buildActions(resolve(directory));
