import { KIND_NAMES, KINDS } from '../../../destinations/kinds.ts';
import type { Destination } from '../../../domain/workspace/destination.ts';
import { laneKey } from '../../../domain/tables/table-keys.ts';
import { laneOf, type LaneWanted } from './component-items.ts';
import { readDocument, readDocuments, type DocumentWrite } from '../../shared/dynamo/document-store.ts';
import { SHARED_LANE } from '../../shared/packs/lane-queue.ts';
import type { ApiContext, WideContext } from '../http/context.ts';
import { invalidBody } from '../http/problem.ts';

// Who may have which lane. That of a component is for those who have connected it: nobody else's slow webhook stands in
// its way, and a component gets no lane that is somebody's already.

/** The lanes that published components ask for, for whoever deploys: cdk.json takes them. */
export async function listLanes({
  tables,
  deployedLanes,
}: Pick<WideContext, 'tables' | 'deployedLanes'>): Promise<(LaneWanted & { readonly deployed: boolean })[]> {
  const stored = await readDocuments<LaneWanted>(tables, laneKey(''));
  return stored.map(({ document }) => ({ ...document, deployed: deployedLanes.has(document.name) }));
}

/** Those that destinations have which say nothing of a lane. Where one is not deployed, the shared lane takes its place. */
const KIND_LANES: ReadonlySet<string> = new Set([SHARED_LANE, ...KIND_NAMES.map((name) => KINDS[name].lane)]);

type Wanted = Pick<Destination, 'lane' | 'componentId'>;

/**
 * Says what is wrong with the lane of a destination after a change, if anything. A webhook of somebody's own keeps the lane
 * that is stored, as those do whose lane an operator has chosen; what was made of a component does not take it along.
 */
export function createLaneCheck(
  context: ApiContext,
): (wanted: Wanted, before: Destination | undefined) => Promise<string | undefined> {
  let reading: Promise<string[]> | undefined;
  return async ({ lane, componentId }, before) => {
    if (componentId !== undefined || KIND_LANES.has(lane)) return undefined;
    if (before !== undefined && before.componentId === undefined && before.lane === lane) return undefined;
    reading ??= openLanes(context);
    const open = await reading;
    if (open.includes(lane)) return undefined;
    const names = open.map((name) => `"${name}"`).join(' or ');
    return `must be ${names}: a webhook of your own can have a deployed lane that is no component’s`;
  };
}

export async function requireLane(context: ApiContext, wanted: Wanted, before?: Destination): Promise<void> {
  const message = await createLaneCheck(context)(wanted, before);
  if (message !== undefined) throw invalidBody([{ path: 'lane', message }]);
}

/** Deployed, and asked for by no component. */
async function openLanes({ tables, deployedLanes }: ApiContext): Promise<string[]> {
  const stored = await readDocuments<LaneWanted>(tables, laneKey(''));
  const ofComponents = new Set(stored.map(({ document }) => document.name));
  return [...deployedLanes].filter((lane) => lane === SHARED_LANE || !ofComponents.has(lane));
}

/**
 * The lane of a component that is published, and the write that makes it its own. Names can meet, also on purpose: those
 * that another component has, or that were deployed for something else, are passed over.
 */
export async function takeLane(
  { tables, deployedLanes, now }: ApiContext,
  componentId: string,
): Promise<{ lane: string; write: DocumentWrite }> {
  for (let attempt = 0; ; attempt += 1) {
    const lane = laneOf(componentId, attempt);
    const stored = await readDocument<LaneWanted>(tables, laneKey(lane));
    const isFree = stored === undefined && !deployedLanes.has(lane) && !KIND_LANES.has(lane);
    if (!isFree && stored?.document.componentId !== componentId) continue;
    const document: LaneWanted = { name: lane, componentId, wantedAt: now.toISOString() };
    return { lane, write: { key: laneKey(lane), document, replaces: stored ?? 'nothing' } };
  }
}
