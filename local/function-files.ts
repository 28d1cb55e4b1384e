import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { FUNCTION_LIMITS } from '../domain/functions/function-limits.ts';

// The code of functions in a workspace file: the text itself, or the path of a file, which is bundled with what it imports.
// Nothing is downloaded or installed: packages are those that lie beside the file, by the customer's own lockfile.

export type CodeProblem = { readonly path: string; readonly message: string };

type Fields = Readonly<Record<string, unknown>>;

/** A path has one line and says which folder it is in, or what it is a file of. */
export function isCodePath(code: unknown): code is string {
  return (
    typeof code === 'string' && !code.includes('\n') && (/^\.{0,2}\//.test(code) || /^[\w./-]+\.[cm]?[jt]s$/.test(code))
  );
}

/** What a file says, with the code itself in the places of paths. */
export async function withCode(
  plain: unknown,
  file: string,
): Promise<{ readonly plain: unknown; readonly problems: readonly CodeProblem[]; readonly inputs: readonly string[] }> {
  const all = functionsOf(plain);
  if (!all.some(({ code }) => isCodePath(code))) return { plain, problems: [], inputs: [] };
  const problems: CodeProblem[] = [];
  const inputs: string[] = [];
  const functions: Fields[] = [];
  for (const [index, fields] of all.entries()) {
    const { code } = fields;
    if (!isCodePath(code)) {
      functions.push(fields);
      continue;
    }
    const bundled = await bundleFunction(resolve(dirname(file), code));
    if (bundled.ok) inputs.push(...bundled.inputs);
    else problems.push({ path: `functions[${index}].code`, message: bundled.message });
    functions.push({ ...fields, code: bundled.ok ? bundled.code : ' ' });
  }
  return { plain: { ...(plain as Fields), functions }, problems, inputs };
}

function functionsOf(plain: unknown): readonly Fields[] {
  const list = typeof plain === 'object' && plain !== null && 'functions' in plain ? plain.functions : undefined;
  if (!Array.isArray(list)) return [];
  return list.map((each: unknown) => (typeof each === 'object' && each !== null ? (each as Fields) : {}));
}

export type Bundled =
  | { readonly ok: true; readonly code: string; readonly inputs: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Node's modules that functions have something in the place of. */
const SHIMS: ReadonlySet<string> = new Set(['buffer', 'crypto', 'url', 'util', 'events', 'querystring']);

/** One piece of code, made of a file and what it imports. */
export async function bundleFunction(path: string): Promise<Bundled> {
  if (!existsSync(path)) return { ok: false, message: `there is no file ${path}` };
  const esbuild = await import('esbuild');
  try {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: [path],
      absWorkingDir: dirname(path),
      bundle: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      conditions: ['penstock', 'worker', 'browser'],
      target: 'es2024',
      treeShaking: false,
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [nodeModules()],
    });
    const inputs = Object.keys(metafile.inputs).map((input) => resolve(dirname(path), input));
    const code = outputFiles[0]?.text ?? '';
    if (Buffer.byteLength(code) <= FUNCTION_LIMITS.codeBytes) return { ok: true, code, inputs };
    const most = FUNCTION_LIMITS.codeBytes / 1024 / 1024;
    return { ok: false, message: `with what it imports it has more than ${most} MB` };
  } catch (error) {
    return { ok: false, message: messageOf(error, dirname(path)) };
  } finally {
    // Its service process would stay until we end.
    await esbuild.stop();
  }
}

type Message = {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number } | null;
};

function messageOf(error: unknown, folder: string): string {
  const errors = (error as { readonly errors?: readonly Message[] }).errors ?? [];
  if (errors.length === 0) return error instanceof Error ? error.message : String(error);
  return errors
    .slice(0, 5)
    .map(({ text, location }) => {
      const at = location === null ? '' : `${relative(process.cwd(), join(folder, location.file))}:${location.line} `;
      return `${at}${text}`;
    })
    .join('; ');
}

/** A function has no Node around it: what wants one of its modules is told so, with the name of the file that wants it. */
function nodeModules() {
  return {
    name: 'node-modules',
    setup(build: {
      onResolve(
        options: { filter: RegExp },
        call: (found: {
          path: string;
          importer: string;
        }) => { errors: { text: string }[] } | { path: string; namespace: string } | undefined,
      ): void;
      onLoad(
        options: { filter: RegExp; namespace: string },
        call: (found: { path: string }) => { contents: string },
      ): void;
    }): void {
      build.onResolve({ filter: NODE_MODULE }, ({ path, importer }) => {
        const name = path.replace(/^node:/, '');
        if (SHIMS.has(name)) return { path: name, namespace: 'penstock-shim' };
        const by = relative(process.cwd(), importer);
        return { errors: [{ text: `"${path}" of Node.js is not there for functions; ${by} imports it` }] };
      });
      build.onLoad({ filter: /.*/, namespace: 'penstock-shim' }, ({ path }) => ({ contents: SHIM_TEXTS[path] ?? '' }));
    },
  };
}

const NODE_MODULE =
  /^(node:.*|(assert|async_hooks|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|module|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(\/.*)?)$/;

/** What the runner puts in the place of each is a global of every function. */
const SHIM_TEXTS: Readonly<Record<string, string>> = {
  buffer: 'export const Buffer = globalThis.Buffer; export default { Buffer };',
  crypto:
    'const c = globalThis.crypto; export const { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } = c; export const webcrypto = c; export default c;',
  url: 'export const URL = globalThis.URL; export const URLSearchParams = globalThis.URLSearchParams; export default { URL, URLSearchParams };',
  util: 'export const TextEncoder = globalThis.TextEncoder; export const TextDecoder = globalThis.TextDecoder; export const inspect = (value) => JSON.stringify(value); export const promisify = (call) => (...args) => new Promise((resolve, reject) => call(...args, (error, value) => (error ? reject(error) : resolve(value)))); export const inherits = (child, parent) => Object.setPrototypeOf(child.prototype, parent.prototype); export default { TextEncoder, TextDecoder, inspect, promisify, inherits };',
  events:
    'export class EventEmitter { #calls = new Map(); on(name, call) { this.#calls.set(name, [...(this.#calls.get(name) ?? []), call]); return this; } addListener(name, call) { return this.on(name, call); } once(name, call) { const own = (...args) => { this.off(name, own); call(...args); }; return this.on(name, own); } off(name, call) { this.#calls.set(name, (this.#calls.get(name) ?? []).filter((each) => each !== call)); return this; } removeListener(name, call) { return this.off(name, call); } removeAllListeners() { this.#calls.clear(); return this; } emit(name, ...args) { const calls = this.#calls.get(name) ?? []; for (const call of calls) call.apply(this, args); return calls.length > 0; } listenerCount(name) { return (this.#calls.get(name) ?? []).length; } } export default EventEmitter;',
  querystring:
    'export const parse = (text) => Object.fromEntries(new URLSearchParams(text)); export const stringify = (fields) => new URLSearchParams(fields).toString(); export default { parse, stringify };',
};
