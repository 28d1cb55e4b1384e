// What browsers are given: Segment's SDK and the chunks that it loads, and pages for people.

import type { WEB_FOLDERS } from '../../domain/pipeline/web-files.ts';
import { toServedScript } from './analytics-js.ts';
import { documentPage, indexPage, indexText, titleOf } from './documents.ts';
import { apiText, textPage } from './pages.ts';

export type WebDeps = {
  /** The files of a folder, as paths in it. */
  list: (folder: keyof typeof WEB_FOLDERS) => Promise<readonly string[]>;
  read: (folder: keyof typeof WEB_FOLDERS, path: string) => Promise<string>;
  /** Of a file that is no text. */
  readBytes: (folder: keyof typeof WEB_FOLDERS, path: string) => Promise<Buffer>;
  /** Whether this is one machine, where nobody needs a token. */
  readonly isLocal: boolean;
};

/** Something to serve, the same for everybody who asks for it. */
export type Content = {
  readonly type: string;
  /** Bytes are sent as they are: they are compressed already. */
  readonly body: string | Buffer;
  /** For how long it is kept, and by whom. */
  readonly cacheControl: string;
  /** A part of pages of any origin, which may read it. */
  readonly isForPages: boolean;
};

export type WebAnswer = Content | { readonly redirectTo: string } | 'not found';

/** A new version is everywhere after this; the chunks of the one before are gone by then as well. */
const SCRIPT_CACHE = 'public, max-age=300';
/** The name of a chunk has a hash of what is in it. */
const CHUNK_CACHE = 'public, max-age=31536000, immutable';
const PAGE_CACHE = 'no-cache';

const SCRIPT = /^\/analytics\.js\/v1\/[^/]+\/analytics\.min\.js$/;
const CHUNK = /^\/analytics-next\/bundles\/([\w.-]+\.bundle\.[0-9a-f]+\.js)$/;
const DOCUMENT = /^\/docs\/(.+)$/;

const TEXT = 'text/plain; charset=utf-8';
const HTML = 'text/html; charset=utf-8';
const WEBP = 'image/webp';
const TYPES: Readonly<Record<string, string>> = {
  svg: 'image/svg+xml',
  json: 'application/json',
};

export function createWeb(deps: WebDeps): (path: string, wantsHtml: boolean) => Promise<WebAnswer> {
  const known = new Map<string, Promise<WebAnswer>>();
  return (path, wantsHtml) => {
    const name = SCRIPT.test(path) ? 'analytics.js' : `${path} ${wantsHtml}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const answer = find(deps, path, wantsHtml);
    // Names that there are not are without number, and so are not remembered.
    known.set(name, answer);
    const forget = (): boolean => known.delete(name);
    answer.then((found) => found === 'not found' && forget(), forget);
    return answer;
  };
}

async function find(deps: WebDeps, path: string, wantsHtml: boolean): Promise<WebAnswer> {
  const page = (text: string, html: (text: string) => string): Content => ({
    type: wantsHtml ? HTML : TEXT,
    body: wantsHtml ? html(text) : text,
    cacheControl: PAGE_CACHE,
    isForPages: false,
  });
  if (path === '/api') return page(apiText(deps.isLocal), textPage);
  if (path === '/docs') {
    const documents = await listDocuments(deps);
    return page(indexText(documents), () => indexPage(documents));
  }
  const document = DOCUMENT.exec(path)?.[1];
  if (document !== undefined) return findDocument(deps, document, page);
  return findScript(deps, path);
}

async function findScript({ list, read }: WebDeps, path: string): Promise<WebAnswer> {
  const script = { type: 'text/javascript; charset=utf-8', isForPages: true };
  if (SCRIPT.test(path)) {
    const body = toServedScript(await read('analytics-next', 'standalone.js'));
    return { ...script, body, cacheControl: SCRIPT_CACHE };
  }
  const chunk = CHUNK.exec(path)?.[1];
  if (chunk === undefined || !(await list('analytics-next')).includes(chunk)) return 'not found';
  return { ...script, body: await read('analytics-next', chunk), cacheControl: CHUNK_CACHE };
}

async function findDocument(
  { list, read, readBytes }: WebDeps,
  path: string,
  page: (text: string, html: (text: string) => string) => Content,
): Promise<WebAnswer> {
  const paths = await list('docs');
  const folder = path.replace(/\/$/, '');
  if (paths.includes(`${folder}/README.md`)) return { redirectTo: `/docs/${folder}/README.md` };
  if (!paths.includes(path)) return 'not found';
  const kept = { cacheControl: PAGE_CACHE, isForPages: false };
  if (path.endsWith('.webp')) return { type: WEBP, body: await readBytes('docs', path), ...kept };
  const text = await read('docs', path);
  const type = TYPES[path.split('.').at(-1) ?? ''];
  if (path.endsWith('.md')) return page(text, documentPage);
  return { type: type ?? TEXT, body: text, ...kept };
}

async function listDocuments({ list, read }: WebDeps): Promise<{ path: string; title: string }[]> {
  const paths = (await list('docs')).filter((path) => path.endsWith('.md'));
  // Decisions have an index of their own.
  const shown = paths.filter((path) => !path.includes('/') || path.endsWith('/README.md'));
  const documents = shown.map(async (path) => ({ path: `/docs/${path}`, title: titleOf(await read('docs', path)) }));
  return (await Promise.all(documents)).sort((one, other) => one.title.localeCompare(other.title, 'en'));
}
