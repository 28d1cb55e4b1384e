import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTyped, readBlocks, type Block } from '../support/doc-blocks.ts';

// A Markdown page whose commands are run: what stands between ```console fences is what a shell says, and between ```sh
// what is typed. A fence with a file name behind its language is that file. So a page is compared with what happens now.

/** A shell that stays the same from one command to the next. */
export type Terminal = {
  /** Runs a command and gives back what it has printed, on stdout and stderr. */
  type(command: string): Promise<string>;
  /** Runs all commands of a script. Throws, with all that was printed, when one of them fails. */
  run(script: string): Promise<void>;
  close(): Promise<void>;
};

const END = '\u0001';
const FAILED = '\u0002';

export function openTerminal(directory: string, env: Readonly<Record<string, string | undefined>>): Terminal {
  // A process group of its own, by which what runs in the background ends too.
  const bash = spawn('bash', ['--noprofile', '--norc'], { cwd: directory, env, detached: true });
  const ended = new Promise((done) => bash.on('close', done));
  const script = join(directory, '.command');
  let printed = '';
  let onPrinted: () => void = () => undefined;
  bash.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    onPrinted();
  });
  bash.stdin.write('exec 2>&1\n');

  const type = (command: string): Promise<string> =>
    new Promise((done, failed) => {
      void ended.then(() => failed(new Error(`The shell has ended with "${command}".`)));
      onPrinted = () => {
        if (!printed.includes(END)) return;
        const text = printed.slice(0, printed.indexOf(END));
        printed = '';
        done(text.trimEnd());
      };
      writeFileSync(script, `${command}\n`);
      bash.stdin.write(`. ./.command < /dev/null; printf '\\001'\n`);
    });

  return {
    type,
    async run(commands) {
      const noted = `trap 'printf "\\002%s\\n" "$BASH_COMMAND"' ERR; set -o pipefail`;
      const text = await type(`${noted}\n${commands}\ntrap - ERR; set +o pipefail`);
      if (text.includes(FAILED))
        throw new Error(`This fails:\n${commands}\nIt prints:\n${text.replaceAll(FAILED, 'failed: ')}`);
    },
    async close() {
      if (bash.pid !== undefined) process.kill(-bash.pid);
      await ended;
    },
  };
}

/** A part of the page: a command with what it printed, a script, a file, or what is for people only. */
export type Part =
  | { readonly kind: 'text' | 'script'; readonly lines: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly lines: readonly string[] }
  | { readonly kind: 'command'; readonly lines: readonly string[]; readonly output: readonly string[] };

export function readTranscript(markdown: string): Part[] {
  const lines = markdown.split('\n');
  const blocks = readBlocks(markdown).filter(isTyped);
  const starts = [0, ...blocks.map((block) => block.fence + 1 + block.lines.length)];
  const parts = blocks.flatMap((block, index): Part[] => [
    { kind: 'text', lines: lines.slice(starts[index], block.fence + 1) },
    ...partsOf(block),
  ]);
  return [...parts, { kind: 'text', lines: lines.slice(starts.at(-1)) }];
}

function partsOf({ language, name, lines }: Block): Part[] {
  if (name !== undefined) return [{ kind: 'file', name, lines }];
  return language === 'console' ? readConsole(lines) : [{ kind: 'script', lines }];
}

function readConsole(lines: readonly string[]): Part[] {
  const parts: { kind: 'command'; lines: string[]; output: string[] }[] = [];
  let isUnfinished = false;
  for (const line of lines) {
    const last = parts.at(-1);
    const isTypedHere: boolean = line.startsWith('$ ') || isUnfinished;
    if (line.startsWith('$ ')) parts.push({ kind: 'command', lines: [line], output: [] });
    else if (last === undefined) throw new Error(`"${line}" stands before the first command of its block.`);
    else (isUnfinished ? last.lines : last.output).push(line);
    isUnfinished = isTypedHere && line.endsWith('\\');
  }
  return parts;
}

export function writeTranscript(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === 'command' ? [...part.lines, ...part.output] : part.lines)).join('\n');
}

/** What is typed, without the prompt. */
export function commandOf({ lines }: { readonly lines: readonly string[] }): string {
  return lines.join('\n').slice(2);
}
