import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, Processes } from './processes.ts';

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const VERSION_CHECK = 'import sys; sys.exit(sys.version_info < (3, 10))';
const SHORT_MS = 20_000;
const VENV_MS = 60_000;
const INSTALL_MS = 240_000;

/** A Python that can import the emulator. */
export type Python = { readonly file: string; readonly env: Environment };

export type PythonResult =
  { readonly kind: 'ready'; readonly python: Python } | { readonly kind: 'unavailable'; readonly reason: string };

type Install = {
  readonly processes: Processes;
  /** Where it is kept from one rehearsal to the next. */
  readonly home: string;
  readonly logFile: string;
  readonly log: (line: string) => void;
};

/** Installs the emulator, pinned, unless it is there already. */
export async function preparePython(install: Install): Promise<PythonResult> {
  if (process.platform === 'win32') return unavailable('the emulator does not run on Windows; use WSL');
  const system = await findPython(install);
  if (system === undefined) return unavailable('Python 3.10 or newer is not on the PATH');
  const venv: Python = { file: join(install.home, 'venv', 'bin', 'python'), env: {} };
  const packages = join(install.home, 'packages');
  const bare: Python = { file: system, env: { PYTHONPATH: packages } };
  const marker = join(install.home, 'installed.txt');
  if (isInstalled(marker)) {
    const ready = await firstThatImports(install, [venv, bare]);
    if (ready !== undefined) return { kind: 'ready', python: ready };
  }
  install.log('installing the emulator into .rehearsal/ (once)');
  rmSync(install.home, { recursive: true, force: true });
  mkdirSync(install.home, { recursive: true });
  // Debian's Python has no venv without a further package; pip may still be there.
  const isInstalledNow =
    ((await run(install, [system, '-m', 'venv', join(install.home, 'venv')], { timeoutMs: VENV_MS })) &&
      (await pip(install, venv.file, []))) ||
    (await pip(install, system, ['--target', packages]));
  const ready = isInstalledNow ? await firstThatImports(install, [venv, bare]) : undefined;
  if (ready === undefined)
    return unavailable('Python could not install the emulator: it needs pip and a package index');
  cpSync(REQUIREMENTS, marker);
  return { kind: 'ready', python: ready };
}

function unavailable(reason: string): PythonResult {
  return { kind: 'unavailable', reason };
}

function isInstalled(marker: string): boolean {
  return existsSync(marker) && readFileSync(marker, 'utf8') === readFileSync(REQUIREMENTS, 'utf8');
}

async function findPython(install: Install): Promise<string | undefined> {
  for (const name of ['python3', 'python']) {
    if (await run(install, [name, '-c', VERSION_CHECK], { timeoutMs: SHORT_MS })) return name;
  }
  return undefined;
}

async function firstThatImports(install: Install, pythons: readonly Python[]): Promise<Python | undefined> {
  for (const python of pythons) {
    if (
      await run(install, [python.file, '-c', 'import ministack, hypercorn'], { timeoutMs: SHORT_MS, env: python.env })
    )
      return python;
  }
  return undefined;
}

function pip(install: Install, python: string, options: readonly string[]): Promise<boolean> {
  const quiet = ['--disable-pip-version-check', '--no-input', '--quiet', '--retries', '1'];
  return run(install, [python, '-m', 'pip', 'install', ...quiet, ...options, '--requirement', REQUIREMENTS], {
    timeoutMs: INSTALL_MS,
  });
}

async function run(
  { processes, logFile }: Install,
  [file = '', ...args]: readonly string[],
  { timeoutMs, env = {} }: { timeoutMs: number; env?: Environment },
): Promise<boolean> {
  // pip goes by the user's own settings: where packages come from is theirs to say.
  const result = await processes.run({ file, args, env: { ...process.env, ...env }, timeoutMs, logFile });
  return result.isOk;
}
