import { componentKind, type ComponentKind } from '../../../domain/catalog/component-kinds.ts';
import type { ComponentCode, Definition } from '../../../domain/catalog/component.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { deskOf } from './functions.ts';

// Components that are code: it is loaded before it is kept, and lies under its hash, which nobody names but Penstock.

/** Code of a partner, tried and kept. Throws 400 when it does not load, or the kind has none. */
export async function keepCode(
  context: ApiContext,
  { id, kind }: { readonly id: string; readonly kind: ComponentKind },
  code: string,
): Promise<ComponentCode> {
  const type = componentKind(kind).use?.codeType;
  if (type === undefined) {
    throw invalidBody([{ path: 'code', message: `is not for a component of the kind ${kind}` }]);
  }
  const desk = deskOf(context);
  const name = { workspace: context.workspace, id, component: true };
  const tried = await desk.tryCode(name, type, code);
  if (tried.kind === 'unavailable') throw apiError('runner_unavailable');
  if (tried.kind === 'broken') throw invalidBody([{ path: 'code', message: `does not load: ${tried.message}` }]);
  // Before what names it; code that nothing names does no harm.
  await desk.code.put(code);
  return tried.code;
}

export type ShownCode = ComponentCode & { readonly version: number; readonly text: string };

/** The code of a version; undefined where it has none. Throws 404 when there is no such version. */
export async function readCode(
  context: ApiContext,
  version: number,
  found: { readonly definition: Definition } | undefined,
): Promise<ShownCode | undefined> {
  if (found === undefined) throw notFound('version', String(version));
  const { code } = found.definition;
  const text = code && (await deskOf(context).code.read(code.hash));
  return code === undefined || text === undefined ? undefined : { ...code, version, text };
}
