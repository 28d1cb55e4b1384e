// What the bundle puts in place of the mapping kit of @segment/actions-core: payloads come with their events, mapped by
// Penstock. The kit checks a mapping again for each event, and takes twenty times as long.

const payloads = new WeakMap<object, object>();

export function givePayload(event: object, payload: object): void {
  payloads.set(event, payload);
}

export function transform(_mapping: unknown, event: object): object {
  const payload = payloads.get(event);
  if (payload === undefined) throw new Error('an event came without its payload');
  return payload;
}

export function transformBatch(_mapping: unknown, events: readonly object[]): object[] {
  return events.map((event) => transform(undefined, event));
}
