// The libraries that functions of Segment find without an import: which of them are there, by which name, and what is said of
// those that are not. The runner loads by it and refuses by it, and docs/functions.md lists it.

/** Globals that are loaded when something of the function first names them. */
export const LIBRARY_NAMES = ['Buffer', '_', 'moment', 'uuidv5', 'xml', 'fetchretrylib'] as const;
export type LibraryName = (typeof LIBRARY_NAMES)[number];

/** A library that is not there: what follows its name where it is used, and what to do instead. */
type Absent = { readonly use: string; readonly instead: string };

const CALL_IT = 'call its API with fetch';

/** Globals of Segment that are not there. */
const ABSENT: Readonly<Record<string, Absent>> = {
  AWS: { use: '\\.[A-Z]', instead: 'call AWS with fetch, and sign with crypto.createHmac' },
  google: { use: '\\.cloud\\b', instead: CALL_IT },
  hubspotlib: { use: '\\.hubspot', instead: CALL_IT },
  jsforce: { use: '\\.', instead: CALL_IT },
  jsonwebtoken: { use: '\\.(sign|verify|decode)', instead: 'import jose, or sign with crypto.createHmac' },
  libphonenumberjslib: { use: '\\.', instead: 'import libphonenumber-js from your own node_modules' },
  mailchimplib: { use: '\\.', instead: CALL_IT },
  nodemailjet: { use: '\\.', instead: CALL_IT },
  OAuth: { use: '[.(]', instead: 'import oauth-1.0a from your own node_modules' },
  sendgrid: { use: '\\.(client|mail|set|send)', instead: CALL_IT },
  skyflowlib: { use: '\\.', instead: CALL_IT },
  stripe: { use: '\\(', instead: CALL_IT },
  twilio: { use: '\\(', instead: CALL_IT },
  winstonlib: { use: '\\.', instead: 'use console' },
  xml2js: { use: '\\.[a-zA-Z]', instead: 'import xml2js from your own node_modules' },
  https: { use: '\\.(request|get)\\b', instead: 'use fetch' },
};

/** What is said of each, where it is used. */
export const ABSENCES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ABSENT).map(([name, { instead }]) => [name, `${name} is not there for functions: ${instead}.`]),
);

/** The libraries that a text seems to name: they are loaded once, and not by each machine. To be wrong costs time alone. */
export function librariesIn(code: string): LibraryName[] {
  const named = LIBRARY_NAMES.filter((name) => mentions(code, name, '(?=[.(])'));
  // What these give is a Buffer where nobody says what else it is to be.
  return named.includes('Buffer') || !/\.digest\(\s*\)|\brandomBytes\b|\bzlib\b|\.buffer\(\)/.test(code)
    ? named
    : ['Buffer', ...named];
}

/**
 * Why code cannot run: it uses a library that is not there. Only what has no other meaning counts, such as `twilio(…)` in code
 * that nowhere gives the name to something of its own. What is missed says the same when it runs.
 */
export function absentLibraryIn(code: string): string | undefined {
  const text = code.replace(/\/\*(?:[^]*?\*\/|[^]*)|'[^'\n]*'|"[^"\n]*"|(?<=^|[\s;{}])\/\/.*$/gm, ' ');
  const found = Object.entries(ABSENT).find(([name, { use }]) => mentions(text, name, use) && isFree(text, name));
  return found === undefined ? undefined : ABSENCES[found[0]];
}

const BEFORE = '(?<![\\w$.\'"`/-])';

function mentions(code: string, name: string, after: string): boolean {
  return new RegExp(`${BEFORE}${name}${after}`).test(code);
}

/** Whether every place that names it only uses it: `name.x`, `new name(`, `= name(`. */
function isFree(code: string, name: string): boolean {
  const all = code.match(new RegExp(`${BEFORE}${name}(?![\\w$])`, 'g')) ?? [];
  const called = `(?<=(?:[=(,]|\\bawait|\\breturn|\\bnew)\\s*)${name}\\s*\\((?![^()]*\\)\\s*\\{)`;
  const uses = new RegExp(`${BEFORE}${name}\\s*\\.|${called}`, 'g');
  return all.length === (code.match(uses)?.length ?? 0);
}
