// The program with which every machine begins: the parts of the prelude, in their order.

import { HANDLER_NAMES, HANDLERS, REQUEST_HANDLER } from '../../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { installAbort } from './abort.ts';
import { installBodies } from './bodies.ts';
import { installConsole } from './console.ts';
import { installErrors } from './errors.ts';
import { installEvents } from './events.ts';
import { installFetch } from './fetch.ts';
import type { Kit } from './kit.ts';
import { installSource } from './source.ts';
import { installTimers } from './timers.ts';
import { installUrl } from './url.ts';

const PARTS: readonly ((kit: Kit) => void)[] = [
  ...[installErrors, installConsole, installTimers, installAbort, installBodies, installFetch, installEvents],
  ...[installUrl, installSource],
];

/** A function of the host's, which returns what the host calls. */
export const PRELUDE = `(function (host) {
  const kit = {
    host, on: Object.create(null), handlers: {}, handlerNames: ${JSON.stringify(HANDLERS)},
    allHandlers: ${JSON.stringify(HANDLER_NAMES)}, requestHandler: '${REQUEST_HANDLER}', mostEvents: ${FUNCTION_LIMITS.sourceEvents},
    parse: JSON.parse, stringify: JSON.stringify,
  };
  ${PARTS.map((part) => `(${part.toString()})(kit);`).join('\n')}
  const { on } = kit;
  return (op, text) => { on[op](text); };
})`;

/** Stands behind the code of a function, where it sees what that has declared, exported or not. */
export const EPILOGUE = `
;$penstock({${HANDLER_NAMES.map((name) => `${name}: typeof ${name} === 'function' ? ${name} : undefined`).join(', ')}});`;
