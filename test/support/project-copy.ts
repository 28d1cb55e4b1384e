import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
/** The product itself; tests speak of webhooks by name. */
export const CODE = ['bin', 'client', 'destinations', 'domain', 'functions', 'lib', 'local'];
const FILES = ['package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json', 'vitest.config.ts', 'README.md'];

export type ProjectCopy = {
  readonly directory: string;
  /** Runs a program of the copy. Returns what it said, and throws when it fails. */
  run(...args: string[]): Promise<string>;
  /** Adds a kind of destination: its folder, which lies under `test`, and its lines in the two lists. */
  addKind(name: string): void;
  remove(): void;
};

/** A copy of the project, to try what has no place in the project itself. */
export function copyProject(): ProjectCopy {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-copy-'));
  for (const name of FILES) cpSync(join(ROOT, name), join(directory, name));
  for (const name of [...CODE, 'console', 'test', 'docs'])
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));

  /** Writes another entry at the end of a list. */
  function list(file: string, entries: string, { entry, from }: { entry: string; from: string }): void {
    const path = join(directory, 'destinations', file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(entries)) throw new Error(`${file} lists kinds in another way than ${entries}`);
    const name = entry.split(' ').at(-1) ?? entry;
    const isLong = entries.includes('\n');
    const more = isLong ? entries.replace('}', `  ${entry},\n}`) : entries.replace(' }', `, ${entry} }`);
    const longer = text.replace(entries, more);
    writeFileSync(path, `import { ${name} } from '${from}';\n${longer}`);
  }

  return {
    directory,
    async run(...args) {
      const child = spawn(process.execPath, args, {
        cwd: directory,
        env: { ...process.env, XDG_CONFIG_HOME: directory },
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${said}`);
      return said;
    },
    addKind(name) {
      cpSync(join(ROOT, 'test', name), join(directory, 'destinations', name), { recursive: true });
      const runtime = `${name}Runtime`;
      list('kinds.ts', 'KINDS = { webhook, function: functionKind, action: actionKind }', {
        entry: name,
        from: `./${name}/kind.ts`,
      });
      list('runtimes.ts', '  action: actionRuntime,\n}', {
        entry: `${name}: ${runtime}`,
        from: `./${name}/runtime.ts`,
      });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
