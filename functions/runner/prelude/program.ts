// The program with which every machine begins: the parts of the prelude, in their order.

import { HANDLER_NAMES, HANDLERS, REQUEST_HANDLER } from '../../../domain/functions/function-call.ts';
import { HASHES } from '../../../domain/functions/function-crypto.ts';
import { ABSENCES, LIBRARY_NAMES } from '../../../domain/functions/function-libraries.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { installAbort } from './abort.ts';
import { installBodies } from './bodies.ts';
import { installCache } from './cache.ts';
import { installConsole } from './console.ts';
import { installCrypto } from './crypto.ts';
import { installErrors } from './errors.ts';
import { installEvents } from './events.ts';
import { installFetch } from './fetch.ts';
import { installIntl } from './intl.ts';
import type { Kit } from './kit.ts';
import { installLibraries } from './libraries.ts';
import { installSource } from './source.ts';
import { installSubtle } from './subtle.ts';
import { installTimers } from './timers.ts';
import { installUrl } from './url.ts';
import { installZlib } from './zlib.ts';

const PARTS: readonly ((kit: Kit) => void)[] = [
  ...[installErrors, installConsole, installTimers, installAbort, installBodies, installFetch, installLibraries],
  ...[installCrypto, installSubtle, installCache, installZlib, installIntl, installEvents, installUrl, installSource],
];

/** A function of the host's, which returns what the host calls. */
export const PRELUDE = `(function (host) {
  const kit = {
    host, on: Object.create(null), handlers: {}, handlerNames: ${JSON.stringify(HANDLERS)},
    allHandlers: ${JSON.stringify(HANDLER_NAMES)}, requestHandler: '${REQUEST_HANDLER}', mostEvents: ${FUNCTION_LIMITS.sourceEvents},
    libraryNames: ${JSON.stringify(LIBRARY_NAMES)}, absences: ${JSON.stringify(ABSENCES)},
    hashes: ${JSON.stringify(HASHES)}, parse: JSON.parse, stringify: JSON.stringify,
  };
  ${PARTS.map((part) => `(${part.toString()})(kit);`).join('\n')}
  const { on } = kit;
  return (op, text) => { on[op](text); };
})`;

/** Stands behind the code of a function, where it sees what that has declared, exported or not. */
export const EPILOGUE = `
;$penstock({${HANDLER_NAMES.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')}});`;
