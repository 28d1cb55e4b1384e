// `node local/actions-into.ts DIRECTORY`: what a deployment runs to get the catalog of actions beside its functions.
import { cpSync } from 'node:fs';
import { resolve } from 'node:path';
import { prepareActions } from './action-files.ts';

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('Say where the catalog is to lie: actions-into.ts DIRECTORY');
cpSync(await prepareActions(), resolve(directory), { recursive: true });
