// `node console/build-into.ts DIRECTORY`: what a deployment runs to get the console beside its function.
import { resolve } from 'node:path';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Say where the console is to be built: console/build-into.ts DIRECTORY');
process.env['NODE_ENV'] = 'production';
// Imported late: the builder looks at the variable when it is loaded.
const { buildConsole } = await import('./build.ts');
await buildConsole(resolve(directory));
