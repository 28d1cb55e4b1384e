import { LIBRARY_NAMES, type LibraryName } from '../../domain/functions/function-libraries.ts';

// Libraries as texts that a guest runs when it first names one. Each is an expression, made of files as they are published.

/** Files by the names under which they ask for each other. */
export type LibraryFiles = Readonly<Record<string, string>>;

/** What a guest is given: an expression for each library. */
export type Libraries = ReadonlyMap<string, string>;

type Recipe = { readonly files: readonly string[]; readonly gives: string };

const RECIPES: Readonly<Record<LibraryName, Recipe>> = {
  Buffer: { files: ['base64-js', 'ieee754', 'buffer'], gives: "require('buffer').Buffer" },
  _: { files: ['lodash'], gives: "require('lodash')" },
  moment: { files: ['moment', 'moment-timezone'], gives: "require('moment-timezone')" },
  uuidv5: { files: ['uuidv5'], gives: "{ uuidv5: require('uuidv5') }" },
  xml: { files: ['./escapeForXML', 'xml'], gives: "require('xml')" },
  fetchretrylib: { files: ['fetch-retry'], gives: "{ fetchretry: require('fetch-retry') }" },
};

/** What libraries ask of Node. A stream is only there to be made. */
const NODE = '{ crypto: globalThis.crypto, stream: { Stream: class Stream {} } }';

export function librariesOf(files: LibraryFiles): Libraries {
  return new Map(LIBRARY_NAMES.map((name) => [name, expressionOf(RECIPES[name], files)]));
}

function expressionOf({ files, gives }: Recipe, texts: LibraryFiles): string {
  const functions = files.map((name) => {
    const text = texts[name];
    if (text === undefined) throw new Error(`the library ${name} is not in the bundle`);
    return `${JSON.stringify(name)}(exports, module, require, process, define) {\n${text}\n}`;
  });
  return `((node, files, loaded) => {
    const process = { nextTick: (call) => Promise.resolve().then(call) };
    const require = (name) => {
      if (node[name] !== undefined) return node[name];
      if (loaded[name] === undefined) {
        const module = { exports: {} };
        loaded[name] = module;
        files[name].call(module.exports, module.exports, module, require, process, undefined);
      }
      return loaded[name].exports;
    };
    return ${gives};
  })(${NODE}, { ${functions.join(',\n')} }, {})`;
}
