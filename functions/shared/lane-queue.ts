/** Serves every destination whose own lane is not deployed (yet). */
const SHARED_LANE = 'webhooks';

/** The queue of the lane that serves a destination; `queueUrls` are those of one sort, by the name of their lane. */
export function laneQueueUrl(queueUrls: Readonly<Record<string, string>>, lane = SHARED_LANE): string {
  const queueUrl = queueUrls[lane] ?? queueUrls[SHARED_LANE];
  if (queueUrl === undefined) throw new Error(`no lane "${lane}" is deployed, nor "${SHARED_LANE}"`);
  return queueUrl;
}
