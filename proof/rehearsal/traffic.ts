import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { readFileSync } from 'node:fs';
import { Analytics } from '@segment/analytics-node';
import type { WorkspaceInput } from '../../domain/workspace/workspace.ts';
import type { Receiver, Reaction, ReceivedRequest } from '../../local/receiver.ts';

export const WRITE_KEY = 'wk_rehearsal';
export const SHARED_SECRET = 'rehearsal-secret';
export const API_KEY = 'partner-key';

/** The events that are sent, by messageId. The order is sent a second time, as a retrying SDK would. */
export const IDENTIFY_ID = 'rehearsal-identify';
export const ORDER_ID = 'rehearsal-order';

/** Makes an event of each request. */
const HOOKS_CODE = `
async function onRequest(request) {
  const { id } = request.json();
  Segment.track({ messageId: id, userId: 'u1', event: 'Hook Received' });
}`;

const ORDERS_ONLY = 'type = "track" and event = "Order Completed"';

/** One destination for each way a delivery can go; their ids are also the paths at the receiver. */
export function workspaceFor(receiverUrl: string): WorkspaceInput {
  const destination = (id: string, rest: object = {}) => ({
    id,
    source: 'web',
    kind: 'webhook' as const,
    settings: { url: `${receiverUrl}/${id}`, sharedSecret: SHARED_SECRET, apiKey: API_KEY },
    ...rest,
  });
  return {
    workspace: 'rehearsal',
    sources: [{ id: 'web', name: 'Website', writeKeys: [WRITE_KEY] }],
    destinations: [
      destination('crm'),
      destination('orders', { filter: ORDERS_ONLY }),
      destination('flaky', { retry: { retries: 3, over: '7s' } }),
      destination('broken', { filter: ORDERS_ONLY, retry: { retries: 0, over: '0s' } }),
      destination('gone', { filter: ORDERS_ONLY }),
    ],
  };
}

export const HOOKS = 'hooks';
export const HOOK_ID = 'rehearsal-hook';

/** The same with a source that a function makes the events of, and a webhook that gets them. */
export function workspaceWithFunction(receiverUrl: string): WorkspaceInput {
  const plain = workspaceFor(receiverUrl);
  const settings = { url: `${receiverUrl}/hooked` };
  return {
    ...plain,
    functions: [{ id: 'from-hooks', type: 'source', code: HOOKS_CODE }],
    sources: [...(plain.sources ?? []), { id: HOOKS, kind: 'function', function: 'from-hooks' }],
    destinations: [...(plain.destinations ?? []), { id: 'hooked', source: HOOKS, kind: 'webhook', settings }],
  };
}

/** How the pretend partners behave: `flaky` answers the second attempt of each event, `broken` and `gone` never do well. */
export function behaveAsPartners(receiver: Receiver): void {
  const seen = new Set<unknown>();
  receiver.react(({ path, headers }): Reaction => {
    if (path === '/broken') return { status: 500 };
    if (path === '/gone') return { status: 410 };
    if (path !== '/flaky' || seen.has(headers['webhook-id'])) return { status: 200 };
    seen.add(headers['webhook-id']);
    return { status: 503 };
  });
}

export function requestsTo(receiver: Receiver, destination: string): readonly ReceivedRequest[] {
  return receiver.requests.filter(({ path }) => path === `/${destination}`);
}

/** Lets everything in this process call the emulator by HTTPS. */
export function trust(certificateFile: string): void {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificateFile, 'utf8')]);
}

/** Sends an identify and an order with Segment's own SDK. Throws when the SDK reports that anything was not accepted. */
export async function sendIdentifyAndOrder(apiUrl: string): Promise<void> {
  await send(apiUrl, (analytics) => {
    analytics.identify({ messageId: IDENTIFY_ID, userId: 'u1', traits: { name: 'Zoë 🚀' } });
    sendOrder(analytics);
  });
}

export async function sendOrderAgain(apiUrl: string): Promise<void> {
  await send(apiUrl, sendOrder);
}

function sendOrder(analytics: Analytics): void {
  analytics.track({ messageId: ORDER_ID, userId: 'u1', event: 'Order Completed', properties: { total: 4.5 } });
}

async function send(apiUrl: string, use: (analytics: Analytics) => void): Promise<void> {
  const { origin, pathname } = new URL(apiUrl);
  const analytics = new Analytics({ writeKey: WRITE_KEY, host: origin, path: `${pathname}/v1/batch`, maxRetries: 2 });
  const errors: string[] = [];
  analytics.on('error', (error) => errors.push(JSON.stringify(error)));
  use(analytics);
  await analytics.closeAndFlush({ timeout: 30_000 });
  if (errors.length > 0) throw new Error(`the SDK reports ${errors.join(', ')}`);
}
