// From what the control table keeps back to the workspace file that says so. What has its default is left out, as people
// leave it out; a secret that is not for the reader is a mark, and a file with marks keeps what is stored.

import { KINDS } from '../../destinations/kinds.ts';
import { batchField } from '../delivery/batch-policy.ts';
import { DEFAULT_BREAKER_POLICY } from '../delivery/circuit-breaker.ts';
import { customersSettings } from './customers-settings.ts';
import type { Destination } from './destination.ts';
import { isSame } from '../base/differences.ts';
import { formatDuration } from '../base/duration.ts';
import { DEFAULT_RETRY_POLICY } from '../delivery/retry-schedule.ts';
import { fillInserts } from './insert.ts';
import { fillSecrets, isMark, maskSettings, type SecretMark } from './secret-settings.ts';
import { isFunctionSource, type Source } from './workspace.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A workspace file before it is checked. */
export type WorkspaceFile = {
  readonly workspace: string;
  readonly sources: readonly Fields[];
  readonly destinations: readonly Fields[];
};

type Resources = { readonly sources: readonly Source[]; readonly destinations: readonly Destination[] };

/** What the reader of the file may know. */
type Shown = { readonly writeKeys: boolean; readonly secrets: boolean };

const MARK: SecretMark = { set: true };

/** The workspace file that leads to these resources, in the order of their ids. */
export function exportWorkspace(workspace: string, { sources, destinations }: Resources, shown: Shown): WorkspaceFile {
  return {
    workspace,
    sources: byId(sources).map((source) => exportSource(source, shown)),
    destinations: byId(destinations).map((destination) => exportDestination(destination, shown)),
  };
}

function byId<T extends { readonly id: string }>(resources: readonly T[]): T[] {
  return resources.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

function exportSource(
  { workspace: _, secretSettings, openSettings, settings, componentCode, ...source }: Source,
  shown: Shown,
): Fields {
  const { id, name, writeKeys, enabled, acceptDeletes, reply, ...rest } = source;
  const decided = { secretSettings, openSettings };
  const hasKeys = writeKeys.length > 0 || !isFunctionSource({ ...source, componentCode });
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(hasKeys ? { writeKeys: shown.writeKeys ? writeKeys : MARK } : {}),
    ...(enabled ? {} : { enabled }),
    ...(acceptDeletes ? { acceptDeletes } : {}),
    // Of a component, both follow from it again.
    ...(reply === undefined || source.componentId !== undefined ? {} : { reply }),
    ...rest,
    ...(settings === undefined
      ? {}
      : { settings: shown.secrets ? settings : maskSettings(settings, undefined, decided) }),
  };
}

function exportDestination(
  { workspace: _, secretSettings, openSettings, replay: __, componentCode: ___, ...destination }: Destination,
  { secrets }: Shown,
): Fields {
  const {
    id,
    name,
    source,
    kind,
    enabled,
    filter,
    settings: _all,
    retry,
    breaker,
    batch,
    lane,
    ...others
  } = destination;
  const { subscriptions, insert: _inserts, ...rest } = others;
  // What a component has put there, its secrets too, is the partner's, and follows from the component again.
  const isConnected = destination.componentId !== undefined;
  const settings = isConnected ? customersSettings(destination) : destination.settings;
  const { failingShare, minimumAttempts, windowMs, probeMs } = breaker;
  const breakerText = { window: formatDuration(windowMs), probeAfter: formatDuration(probeMs) };
  return {
    id,
    ...(name === undefined ? {} : { name }),
    source,
    ...(isConnected ? {} : { kind }),
    ...(enabled ? {} : { enabled }),
    ...(filter === undefined ? {} : { filter }),
    settings: secrets ? settings : maskSettings(settings, undefined, { secretSettings, openSettings }),
    ...exportInserts(destination, secrets),
    ...(isSame(retry, DEFAULT_RETRY_POLICY)
      ? {}
      : { retry: { retries: retry.retries, over: formatDuration(retry.overMs) } }),
    ...(isSame(breaker, DEFAULT_BREAKER_POLICY) ? {} : { breaker: { failingShare, minimumAttempts, ...breakerText } }),
    ...batchField(batch),
    ...(subscriptions === undefined
      ? {}
      : { subscriptions: subscriptions.map((each) => ({ ...each, ...batchField(each.batch) })) }),
    ...rest,
    ...(lane === KINDS[kind].lane || isConnected ? {} : { lane }),
  };
}

function exportInserts({ insert }: Pick<Destination, 'insert'>, secrets: boolean): Fields {
  if (insert === undefined) return {};
  const shown = insert.map((each) => {
    if (typeof each === 'string') return each;
    const { function: name, settings } = each;
    return { function: name, settings: secrets ? settings : maskSettings(settings, undefined, each) };
  });
  return { insert: shown };
}

export type FileProblem = { readonly path: string; readonly message: string };

const NOTHING_TO_KEEP = 'there is nothing stored that could be kept: write it here';

/** A file whose marks are replaced by what is stored, and the places of those that have nothing to be replaced by. */
export function fillMarks(file: WorkspaceFile, stored: Resources): { filled: WorkspaceFile; problems: FileProblem[] } {
  const problems: FileProblem[] = [];
  const missing = (path: string): number => problems.push({ path, message: NOTHING_TO_KEEP });
  const sources = file.sources.map((source, index) => {
    const before = stored.sources.find(({ id }) => id === source['id']);
    const { settings } = source;
    const isAny = typeof settings === 'object' && settings !== null && !Array.isArray(settings);
    // Secrets of one component are not another one's.
    const isSame = source['componentId'] === before?.componentId;
    const kept = isSame ? (before?.settings ?? {}) : {};
    const { filled, missing: paths } = fillSecrets(isAny ? (settings as Fields) : {}, kept, before);
    for (const path of paths) missing(`sources[${index}].settings.${path}`);
    const withSettings = isAny ? { ...source, settings: filled } : source;
    if (!isMark(source['writeKeys'])) return withSettings;
    if (before === undefined) missing(`sources[${index}].writeKeys`);
    return { ...withSettings, writeKeys: before?.writeKeys ?? [] };
  });
  const destinations = file.destinations.map((destination, index) => {
    const { settings } = destination;
    if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return destination;
    const before = stored.destinations.find(({ id }) => id === destination['id']);
    // A file cannot keep what a component has put there, and so cannot have it sent anywhere else.
    const kept = before?.componentId === undefined ? (before?.settings ?? {}) : customersSettings(before);
    const { filled, missing: paths } = fillSecrets(settings as Fields, kept, before);
    const ofInserts = fillInserts(destination['insert'], before);
    const all = [...paths.map((path) => `settings.${path}`), ...ofInserts.missing];
    for (const path of all) missing(`destinations[${index}].${path}`);
    return { ...destination, settings: filled, ...ofInserts.filled };
  });
  return { filled: { ...file, sources, destinations }, problems };
}
