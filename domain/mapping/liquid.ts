// Runs templates of Liquid. Whoever has a mapping with one loads this file, and nobody else: it brings the engine.

import { Liquid as Engine, TokenKind, type Template } from 'liquidjs';
import { liquidProblem, MAX_LIQUID_BYTES, REFUSED_FILTERS, REFUSED_TAGS, type Liquid } from './liquid-limits.ts';

const RENDER_MS = 500;
const PARSED_CHARACTERS = 1_000;
/** Of what a template may make on its way, in characters and items. */
const MEMORY = 2_000_000;

export const createLiquid = (): Liquid => {
  const engine = createEngine();
  return (template) => {
    const problem = liquidProblem(template);
    if (problem !== undefined) return { ok: false, message: problem };
    const parsed = attempt(() => engine.parse(template));
    if (!parsed.ok) return parsed;
    if (hasRange(parsed.value)) return { ok: false, message: 'must have no range' };
    return {
      ok: true,
      render(event) {
        const rendered = attempt(() => engine.renderSync(parsed.value, event as object) as unknown);
        if (!rendered.ok) return rendered;
        if (typeof rendered.value !== 'string') return { ok: true, text: 'error' };
        const isTooLong = new TextEncoder().encode(rendered.value).length > MAX_LIQUID_BYTES;
        return isTooLong
          ? { ok: false, message: `made more than ${MAX_LIQUID_BYTES} bytes` }
          : { ok: true, text: rendered.value };
      },
    };
  };
};

function createEngine(): Engine {
  const engine = new Engine({
    renderLimit: RENDER_MS,
    parseLimit: PARSED_CHARACTERS,
    memoryLimit: MEMORY,
    ownPropertyOnly: true,
  });
  for (const tag of REFUSED_TAGS) {
    const refuse = (): never => {
      throw new Error(`tag "${tag}" is disabled`);
    };
    engine.registerTag(tag, { parse: refuse, render: refuse });
  }
  for (const filter of REFUSED_FILTERS) {
    engine.registerFilter(filter, () => {
      throw new Error(`filter "${filter}" is disabled`);
    });
  }
  return engine;
}

/** NOTE: the limit on memory does not count what a range makes, so the parsed template is looked through as well. */
function hasRange(templates: readonly Template[]): boolean {
  const seen = new Set<unknown>();
  const holds = (value: unknown): boolean => {
    if (typeof value !== 'object' || value === null || value instanceof Engine || seen.has(value)) return false;
    seen.add(value);
    return ('kind' in value && value.kind === TokenKind.Range) || Object.values(value).some(holds);
  };
  return holds(templates);
}

function attempt<T>(
  act: () => T,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string } {
  try {
    return { ok: true, value: act() };
  } catch (error) {
    // A message of Liquid shows the template below its first line.
    const [message = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { ok: false, message };
  }
}
