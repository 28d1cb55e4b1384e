import { existsSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
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
    const path = resolve(dirname(file), code);
    const bundled = await bundleFunction(path);
    inputs.push(...(bundled.ok ? bundled.inputs : [path]));
    if (!bundled.ok) problems.push({ path: `functions[${index}].code`, message: bundled.message });
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

/** Node's modules that functions have something in the place of, each in a file of its name; events in a package. */
const SHIMMED = ['buffer', 'crypto', 'querystring', 'string_decoder', 'timers', 'url', 'util', 'zlib'];
const SHIMS: ReadonlyMap<string, string> = new Map([
  ...SHIMMED.map((name) => [name, join(import.meta.dirname, 'function-shims', `${name}.ts`)] as const),
  ['events', createRequire(import.meta.url).resolve('events/')],
]);

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
      // There is no environment, and what asks for it at its top is to load all the same.
      define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}', global: 'globalThis' },
      plugins: [nodeShims()],
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
      const at =
        location === null ? '' : `${relative(process.cwd(), resolve(folder, location.file))}:${location.line} `;
      return `${at}${wordsOf(text)}`;
    })
    .join('; ');
}

/** Said of a module that is not found, or that has not what is taken of it. */
function wordsOf(text: string): string {
  const [, name = ''] = /^Could not resolve "(?:node:)?([^"]+)"/.exec(text) ?? [];
  if (isBuiltin(name)) return `imports "${name}" of Node.js, which is not there for functions`;
  const [, module, taken] = /^No matching export in ".*function-shims\/(\w+)\.ts" for import "(.*)"$/.exec(text) ?? [];
  return module === undefined ? text : `imports "${taken}" of "${module}" of Node.js, which is not there for functions`;
}

type Build = {
  onResolve(options: { filter: RegExp }, call: (found: { path: string }) => { path: string } | undefined): void;
};

/** Of Node there are some modules. The others are not found, unless the customer has packages of their names. */
function nodeShims(): { name: string; setup(build: Build): void } {
  return {
    name: 'node-shims',
    setup(build) {
      build.onResolve({ filter: /^(node:)?[a-z_]+\/?$/ }, ({ path }) => {
        const name = path.replace(/^node:|\/$/g, '');
        const shim = SHIMS.get(name);
        return shim === undefined ? undefined : { path: shim };
      });
    },
  };
}
