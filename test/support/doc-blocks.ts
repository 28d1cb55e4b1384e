// The blocks of a Markdown page between ``` fences, and what a comment before a block says about it, which nobody sees on
// the page. CONTRIBUTING.md says how to write one; test/docs/blocks.test.ts holds every page of the project against it.

export type Block = {
  readonly language: string;
  /** A fence with a file name behind its language is that file. */
  readonly name: string | undefined;
  readonly mark: Mark | undefined;
  /** The index of the opening fence among the lines of the page. */
  readonly fence: number;
  readonly lines: readonly string[];
};

/** `<!-- not run: needs an AWS account -->`, `<!-- run by: test/system/x.test.ts -->`, `<!-- part of: lib/x.ts -->`. */
export type Mark = { readonly word: string; readonly says: string };

/** Why a block can't be run by a test. */
export const REASONS: readonly string[] = [
  'needs an AWS account',
  'needs the AWS CLI',
  'takes minutes',
  'changes the machine',
  'needs files of yours',
  'other language',
  'see docs/tour.md',
];

const FENCE = /^( *)(`{3,}|~{3,})(\w*)(?: (\S+))?$/;
const MARK = /^<!-- (not run|run by|part of|is): (.+) -->$/;

export function readBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [found, indent, ticks = '', language = '', name] = FENCE.exec(lines[at] ?? '') ?? [];
    if (found === undefined) {
      at += 1;
      continue;
    }
    if (indent !== '') throw new Error(`Line ${at + 1}: a block begins at the margin, also in a list.`);
    const end = lines.indexOf(ticks, at + 1);
    if (end < 0) throw new Error(`Line ${at + 1}: this block does not end.`);
    blocks.push({ language, name, mark: markBefore(lines, at), fence: at, lines: lines.slice(at + 1, end) });
    at = end + 1;
  }
  return blocks;
}

function markBefore(lines: readonly string[], fence: number): Mark | undefined {
  const before = lines.slice(0, fence).findLast((line) => line !== '') ?? '';
  const [, word, says] = MARK.exec(before) ?? [];
  return word === undefined || says === undefined ? undefined : { word, says };
}

/** Whether it is typed into the shell of its page, or is a file that lies there. */
export function isTyped({ language, name, mark }: Block): boolean {
  return mark === undefined && (name !== undefined || language === 'sh' || language === 'console');
}
