/** Serves every destination whose own lane is not deployed (yet). */
export const SHARED_LANE = 'webhooks';

/**
 * The queue that serves a lane, of those in `queueUrls` (lane name -> URL). A destination that was deleted has no lane any
 * more; what is left of it is seen to by the shared one.
 */
export function laneQueueOf(queueUrls: Readonly<Record<string, string>>, lane: string | undefined): string {
  const queueUrl = queueUrls[lane ?? SHARED_LANE] ?? queueUrls[SHARED_LANE];
  if (queueUrl === undefined) throw new Error(`no lane "${lane ?? SHARED_LANE}" is deployed, nor "${SHARED_LANE}"`);
  return queueUrl;
}
