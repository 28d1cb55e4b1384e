import { isDeepStrictEqual } from 'node:util';
import { countClear } from './secret-box.ts';

type Config = Readonly<Record<string, unknown>>;
/** What a version of a component lies in: the component has it as its draft. */
type WithDefinition = {
  readonly definition?: { readonly config?: Config };
  readonly draft?: { readonly definition?: { readonly config?: Config } };
  readonly id?: string;
  readonly componentId?: string;
};

function configIn({ definition, draft }: WithDefinition): Config | undefined {
  return definition?.config ?? draft?.definition?.config;
}

/** Whoever writes a version of a component and forgets to encrypt what is secret in it finds out here. */
export function requireSealedDefinition(document: WithDefinition, replaces: { readonly text: string } | string): void {
  const config = configIn(document);
  if (config === undefined || countClear({ id: '', settings: config }, { settings: config }) === 0) return;
  const before = typeof replaces === 'object' ? configIn(JSON.parse(replaces.text) as WithDefinition) : undefined;
  // A secret that was stored in the clear by an earlier version may stay so until somebody changes the component.
  if (isDeepStrictEqual(before, config)) return;
  const id = document.componentId ?? document.id ?? '';
  throw new Error(`a secret of the component ${id} would be stored in the clear`);
}
