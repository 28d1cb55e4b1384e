// What a change makes of a function: another version where its code or its settings are others, and the pointer to the one
// that runs.

import type { Actor } from '../access/people.ts';
import { isSame } from '../base/differences.ts';
import type { DeployedVersion, FunctionDocument, FunctionInput, FunctionVersion } from './function.ts';

/** Code that was tried, as it is stored. */
export type TriedCode = Pick<FunctionVersion, 'hash' | 'bytes' | 'handlers'>;

/** `unavailable`: nobody could try it at the moment. */
export type TriedResult =
  | { readonly kind: 'loads'; readonly code: TriedCode }
  | { readonly kind: 'broken'; readonly message: string }
  | { readonly kind: 'unavailable' };

type Asked = {
  readonly workspace: string;
  readonly input: Omit<FunctionInput, 'code'>;
  readonly code: TriedCode;
  readonly by: Actor;
  readonly now: Date;
  readonly isDeployed: boolean;
};

/** `latest`: the highest version of what is there. Without a version when code and settings are what they were. */
export function saveVersion(
  before: { readonly document: FunctionDocument; readonly latest: FunctionVersion } | undefined,
  { workspace, input, code, by, now, isDeployed }: Asked,
): { readonly document: FunctionDocument; readonly version?: FunctionVersion } {
  const at = now.toISOString();
  const { id, name = id, description, type, settings } = input;
  const same =
    before?.latest.hash === code.hash && isSame(before.latest.settings, settings) ? before.latest : undefined;
  const number = (before?.document.latest ?? 0) + (same === undefined ? 1 : 0);
  const made: FunctionVersion = { number, ...code, settings, createdAt: at, createdBy: by };
  const version = same ?? made;
  const kept = before?.document.deployed;
  const isMoved = isDeployed && kept?.number !== version.number;
  const deployed = isMoved ? pointerTo(version, now) : kept;
  const document: FunctionDocument = {
    ...{ id, workspace, name, type, latest: number },
    ...(description === undefined ? {} : { description }),
    ...(deployed === undefined ? {} : { deployed }),
    createdAt: before?.document.createdAt ?? at,
    updatedAt: at,
  };
  return same === undefined ? { document, version: made } : { document };
}

/** A function that runs another of its versions. */
export function deployVersion(before: FunctionDocument, version: FunctionVersion, now: Date): FunctionDocument {
  return { ...before, deployed: pointerTo(version, now), updatedAt: now.toISOString() };
}

function pointerTo({ number, hash, handlers, settings }: FunctionVersion, now: Date): DeployedVersion {
  return { number, hash, handlers, settings, deployedAt: now.toISOString() };
}
