import type { ErrorCode, YAMLParseError } from 'yaml';

/** What is wrong with a YAML text, for people who do not know the words of its specification. */
const SENTENCES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'gives an alias (*name) a tag or an anchor of its own',
  BAD_ALIAS: 'has an alias (*name) without a name, or a text that begins with "*" and needs quotes',
  BAD_COLLECTION_TYPE: 'has a list where fields belong, or fields where a list belongs',
  BAD_DIRECTIVE: 'begins with "%", which is no field',
  BAD_DQ_ESCAPE: 'has a "\\" in double quotes that stands for nothing; single quotes keep it as it is',
  BAD_INDENT: 'is indented otherwise than the lines around it',
  BAD_PROP_ORDER: 'has a tag or an anchor at the wrong place',
  BAD_SCALAR_START: 'has a text that begins with a special character and needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'has a ":" too many; a text with ": " in it needs quotes',
  BLOCK_IN_FLOW: 'has a list or fields in lines of their own inside of [ ] or { }',
  DUPLICATE_KEY: 'names a field a second time',
  IMPOSSIBLE: 'cannot be read as YAML',
  KEY_OVER_1024_CHARS: 'has a field name of more than 1024 characters',
  MISSING_CHAR: 'lacks a closing bracket, brace or quote, or a ":" or "," before this place',
  MULTILINE_IMPLICIT_KEY: 'lacks a ":" behind the name of a field',
  MULTIPLE_ANCHORS: 'has two anchors (&name) at one place',
  MULTIPLE_DOCS: 'begins a second document; a file has one',
  MULTIPLE_TAGS: 'has two tags (!name) at one place',
  NON_STRING_KEY: 'has a field whose name is no text',
  RESOURCE_EXHAUSTION: 'repeats itself through aliases without end',
  TAB_AS_INDENT: 'is indented with a tab; YAML wants blanks',
  TAG_RESOLVE_FAILED: 'has a tag (!name) that is not known here',
  UNEXPECTED_TOKEN: 'has something that does not belong here; a text with special characters needs quotes',
};

/** What is wrong, as a sentence about the line. */
export function yamlMessage({ code }: Pick<YAMLParseError, 'code'>): string {
  return SENTENCES[code];
}
