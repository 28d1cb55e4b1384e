// `node console/build-into.ts DIRECTORY`: what a deployment runs to get the console beside its function.
import { resolve } from 'node:path';
import { buildConsole } from './build.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Say where the console is to be built: console/build-into.ts DIRECTORY');
await buildConsole(resolve(directory));
