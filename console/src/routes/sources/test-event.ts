// One real event, sent with a write key in the way that an SDK sends it.

export const TEST_EVENT_NAME = 'Penstock Test Event';

/** What came of it: undefined, or what is wrong. */
export type TestEventResult = { readonly messageId: string; readonly fault?: string };

/** Of the write key and the event; the same origin serves the console and takes events. */
export async function sendTestEvent(writeKey: string, messageId: string): Promise<TestEventResult> {
  const event = {
    ...{ messageId, userId: 'penstock-console', event: TEST_EVENT_NAME },
    properties: { sentFrom: 'the console' },
    context: { library: { name: 'penstock-console', version: '1' } },
    writeKey,
  };
  try {
    const answer = await fetch('/v1/track', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
    });
    const warning = answer.headers.get('x-penstock-warning');
    if (answer.ok && warning === null) return { messageId };
    const said = warning ?? (await answer.text()).slice(0, 300);
    return { messageId, fault: `Penstock answered ${answer.status}: ${said}` };
  } catch {
    return { messageId, fault: 'Penstock did not answer. Is it still running?' };
  }
}
