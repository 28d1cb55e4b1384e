import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A Markdown file whose commands are run: what stands between ```console fences is what a shell says. A fence with a file
// name behind its language is that file. So a transcript can be compared with what happens now.

/** A shell that stays the same from one command to the next. */
export type Terminal = {
  /** Runs a command and gives back what it has printed, on stdout and stderr. */
  type(command: string): Promise<string>;
  close(): Promise<void>;
};

const END = '\u0001';

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

  return {
    type: (command) =>
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
      }),
    async close() {
      if (bash.pid !== undefined) process.kill(-bash.pid);
      await ended;
    },
  };
}

/** A part of the file: a command with what it printed, a file, or what is for people only. */
export type Part =
  | { readonly kind: 'text'; readonly lines: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly lines: readonly string[] }
  | { readonly kind: 'command'; readonly lines: readonly string[]; readonly output: readonly string[] };

const FENCE = /^```(\w*)(?: (\S+))?$/;

export function readTranscript(markdown: string): Part[] {
  const parts: Part[] = [];
  let fence: { readonly language: string; readonly name: string | undefined } | undefined;
  let isUnfinished = false;
  const add = (line: string): void => {
    const last = parts.at(-1);
    if (fence?.name !== undefined && last?.kind === 'file')
      replaceLast(parts, { ...last, lines: [...last.lines, line] });
    else if (fence?.language === 'console') isUnfinished = addToConsole(parts, line, isUnfinished);
    else if (last?.kind === 'text') replaceLast(parts, { ...last, lines: [...last.lines, line] });
    else parts.push({ kind: 'text', lines: [line] });
  };
  for (const line of markdown.split('\n')) {
    const [found, language = '', name] = FENCE.exec(line) ?? [];
    const isEnd = fence !== undefined && line === '```';
    if (isEnd) fence = undefined;
    add(line);
    if (isEnd || found === undefined || fence !== undefined) continue;
    fence = { language, name };
    if (name !== undefined) parts.push({ kind: 'file', name, lines: [] });
  }
  return parts;
}

/** Whether the command goes on in the next line. */
function addToConsole(parts: Part[], line: string, isUnfinished: boolean): boolean {
  const last = parts.at(-1);
  const goesOn = line.endsWith('\\');
  if (line.startsWith('$ ')) parts.push({ kind: 'command', lines: [line], output: [] });
  else if (last?.kind !== 'command') throw new Error(`"${line}" stands before the first command of its block.`);
  else if (isUnfinished) replaceLast(parts, { ...last, lines: [...last.lines, line] });
  else replaceLast(parts, { ...last, output: [...last.output, line] });
  return goesOn && (line.startsWith('$ ') || isUnfinished);
}

function replaceLast(parts: Part[], part: Part): void {
  parts[parts.length - 1] = part;
}

export function writeTranscript(parts: readonly Part[]): string {
  return parts.flatMap((part) => (part.kind === 'command' ? [...part.lines, ...part.output] : part.lines)).join('\n');
}

/** What is typed, without the prompt. */
export function commandOf({ lines }: { readonly lines: readonly string[] }): string {
  return lines.join('\n').slice(2);
}
