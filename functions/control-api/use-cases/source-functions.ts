import { decidedBy, problemsOfSettings } from '../../../domain/workspace/function.ts';
import { sourceProblems, type FunctionSource, type Source } from '../../../domain/workspace/workspace.ts';
import type { Stored } from '../../shared/dynamo/document-store.ts';
import {
  endingWrites,
  goneWrites,
  newAddress,
  readAddresses,
  tokenOf,
  type SourceAddress,
} from '../../shared/stores/source-addresses.ts';
import { apiError } from '../http/api-error.ts';
import type { ApiContext } from '../http/context.ts';
import { invalidBody, notFound } from '../http/problem.ts';
import { listFunctions } from './functions.ts';

// Sources of requests: the function that makes their events, and the addresses where requests come.

/** What its function says of it. Throws 400 when there is no such function, or it asks for something else. */
export async function requireFunction(context: ApiContext, source: Source): Promise<Source> {
  const wrong = sourceProblems(source);
  if (wrong.length > 0) throw invalidBody(wrong.map(({ path, message }) => ({ path, message })));
  const { function: name, settings = {} } = source;
  // What a component is asks for no function of the workspace.
  if (name === undefined) return source;
  const found = (await listFunctions(context)).find(({ id }) => id === name);
  if (found?.type !== 'source') {
    const message =
      found === undefined
        ? `there is no function "${name}" in this workspace`
        : `"${name}" is a function of the type ${found.type}`;
    throw invalidBody([{ path: 'function', message }]);
  }
  const asked = found.deployed?.settings ?? {};
  const problems = problemsOfSettings(asked, settings);
  if (problems.length > 0) {
    throw invalidBody(problems.map((each) => ({ path: `functionSettings.${each.name}`, message: each.message })));
  }
  const { secretSettings: _, openSettings: __, ...rest } = source;
  return { ...rest, ...decidedBy(asked) };
}

type AddressView = {
  readonly id: string;
  readonly url: string;
  readonly createdAt: string;
  readonly endsAt?: string;
};

/** Those that are taken, oldest first. */
export async function listAddresses(context: ApiContext, sourceId: string): Promise<AddressView[]> {
  const stored = await readAddresses(context.tables, sourceId);
  const ordered = stored.toSorted((one, two) => (one.document.createdAt < two.document.createdAt ? -1 : 1));
  const views = ordered
    .filter(({ document }) => isTaken(document, context.now))
    .map(async ({ document }): Promise<AddressView> => {
      const { id, createdAt, endsAt } = document;
      const url = `${context.origin}/fn/${await tokenOf(context.secrets, document)}`;
      return { id, url, createdAt, ...(endsAt === undefined ? {} : { endsAt }) };
    });
  return Promise.all(views);
}

function isTaken({ endsAt }: SourceAddress, now: Date): boolean {
  return endsAt === undefined || endsAt > now.toISOString();
}

/** Of those that end. */
const MOST_ADDRESSES = 10;

type OfSource = { readonly stored: Stored<Source>; readonly source: FunctionSource };

/** Makes a new address; the others are taken for so much longer. */
export async function rotateAddress(
  context: ApiContext,
  { stored, source }: OfSource,
  overlapMs: number,
): Promise<void> {
  const { secrets, now, tables, workspace } = context;
  const present = await readAddresses(tables, source.id);
  if (present.filter(({ document }) => isTaken(document, now)).length >= MOST_ADDRESSES) {
    throw apiError('too_many_addresses', { most: MOST_ADDRESSES });
  }
  const { address, writes } = await newAddress(secrets, { source: source.id, workspace }, now);
  const endsAt = new Date(now.getTime() + overlapMs);
  await context.change({
    resource: { type: 'source', id: source.id },
    replaces: stored,
    after: { address: address.id, othersEndAt: endsAt.toISOString() },
    writes: [
      ...writes,
      ...present.flatMap((each) => (overlapMs === 0 ? goneWrites(each) : endingWrites(each, endsAt))),
    ],
    isConfig: true,
  });
}

/** An address is taken no more from now on. Throws 409 for the only one that stays. */
export async function revokeAddress(context: ApiContext, { stored, source }: OfSource, id: string): Promise<void> {
  const present = await readAddresses(context.tables, source.id);
  const found = present.find(({ document }) => document.id === id);
  if (found === undefined) throw notFound('address', id);
  if (found.document.endsAt === undefined) throw apiError('last_address', {});
  await context.change({
    resource: { type: 'source', id: source.id },
    replaces: stored,
    before: { address: id },
    writes: goneWrites(found),
    isConfig: true,
  });
}
