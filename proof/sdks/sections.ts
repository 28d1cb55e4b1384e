// Reads docs/sdks.md: one section for each SDK, with the blocks that a person copies, in their order. A fence with a name
// behind its language is a file of that name, ```sh is what is typed, and every other fence is only to be read.

export type Block = FileBlock | { readonly kind: 'commands'; readonly text: string };
export type FileBlock = { readonly kind: 'file'; readonly name: string; readonly text: string };

/** A heading of the third level and what stands under it. */
export type Section = { readonly title: string; readonly blocks: readonly Block[] };

const HEADING = /^### (.+)$/;
const FENCE = /^```(\w+)(?: (\S+))?$/;
const FENCE_END = '```';
/** Of a variable for one command. */
const ASSIGNMENT = /^\w+=\S* /;

export function readSections(markdown: string): Section[] {
  const sections: { title: string; blocks: Block[] }[] = [];
  let fence: { readonly language: string; readonly name: string | undefined; readonly lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (fence !== undefined) {
      if (line === FENCE_END) {
        sections.at(-1)?.blocks.push(...blockOf(fence));
        fence = undefined;
      } else fence.lines.push(line);
      continue;
    }
    const title = HEADING.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, blocks: [] });
    const [isFence, language = '', name] = FENCE.exec(line) ?? [];
    if (isFence !== undefined) fence = { language, name, lines: [] };
  }
  return sections;
}

function blockOf(fence: { language: string; name: string | undefined; lines: readonly string[] }): Block[] {
  const text = `${fence.lines.join('\n')}\n`;
  if (fence.name !== undefined) return [{ kind: 'file', name: fence.name, text }];
  return fence.language === 'sh' ? [{ kind: 'commands', text }] : [];
}

/** The last commands of a section send the events; those before them install what is needed for it. */
export function isSending(section: Section, block: Block): boolean {
  return block === section.blocks.findLast(({ kind }) => kind === 'commands');
}

/** Whether there is something to run in it. */
export function isRunnable({ blocks }: Section): boolean {
  return blocks.some(({ kind }) => kind === 'commands');
}

/** The programs that its commands begin with, each once. */
export function programsOf({ blocks }: Section): string[] {
  const texts = blocks.flatMap((block) => (block.kind === 'commands' ? [block.text] : []));
  const commands = texts.flatMap((text) => text.replaceAll('\\\n', ' ').split(/\n|&&|\|/));
  const programs = commands.map((command) => command.trim().replace(ASSIGNMENT, '').split(' ')[0] ?? '');
  return [...new Set(programs)].filter((program) => /^\w/.test(program));
}
