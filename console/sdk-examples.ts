// Reads docs/sdks.md for the console: of each SDK what is typed and what is written, as it stands there, and the row of the
// table that says which setting matters and what gets lost.

export type SdkExample = {
  /** As the page calls it: `Node`. */
  readonly title: string;
  readonly blocks: readonly SdkBlock[];
  readonly setting: string;
  readonly retries: string;
  readonly loses: string;
};

/** `name` is that of the file, where it has one. */
export type SdkBlock = { readonly language: string; readonly name?: string; readonly text: string };

const SECTION = /^### /m;
const BLOCK = /^```(\w+)(?: (\S+))?\n(.*?)^```$/gms;
/** `| [Node](#node) | the setting | tries again | loses |` */
const ROW = /^\| \[(.+?)\]\(#\S+?\) +\| (.+?) +\| (.+?) +\| (.+?) +\|$/gm;

export function readSdkExamples(markdown: string): SdkExample[] {
  const [intro = '', ...sections] = markdown.split(SECTION);
  const rows = new Map([...intro.matchAll(ROW)].map(([, title = '', ...facts]) => [title, facts]));
  return sections.flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n')).trim();
    const [setting, retries, loses] = rows.get(title) ?? [];
    if (setting === undefined || retries === undefined || loses === undefined) return [];
    return [{ title, blocks: blocksOf(section), setting, retries, loses }];
  });
}

function blocksOf(section: string): SdkBlock[] {
  return [...section.matchAll(BLOCK)].map(([, language = '', name, text = '']) => ({
    language,
    ...(name === undefined ? {} : { name }),
    text: text.trimEnd(),
  }));
}
