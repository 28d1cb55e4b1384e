// Senders of webhooks by others. They are installed by hand (proof/bench/peers/package.json says how): with all that they bring
// along they are 100 MB, which nobody who works on the pipeline needs.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Sender = { readonly name: string; readonly send: (event: object) => Promise<void> };

const MANIFEST = join(import.meta.dirname, 'package.json');

/** Those that are installed here, each set up to send to `url`. */
export function installedSenders(url: string, secret: string): Sender[] {
  if (!existsSync(join(import.meta.dirname, 'node_modules'))) return [];
  const load = createRequire(MANIFEST);
  return [segmentWebhook(load, url, secret), nodeWebhooks(load, url)];
}

type SegmentDestination = { onEvent(event: object, settings: object): Promise<readonly { output?: string }[]> };
type SegmentCore = { readonly Destination: new (definition: object) => SegmentDestination };

/** Segment's own Webhook destination, run by its own engine: filter, mapping, validation, signature, request. */
function segmentWebhook(load: NodeJS.Require, url: string, secret: string): Sender {
  const { Destination } = load('@segment/actions-core') as SegmentCore;
  const { default: definition } = load('@segment/action-destinations/dist/destinations/webhook') as { default: object };
  const destination = new Destination(definition);
  const mapping = { url, method: 'POST', data: { '@path': '$.' } };
  const settings = {
    sharedSecret: secret,
    subscription: { partnerAction: 'send', subscribe: 'type = "track"', mapping },
  };
  return {
    name: '@segment/actions-core, Webhook',
    async send(event) {
      const results = await destination.onEvent(event, settings);
      if (results.at(-1)?.output !== 'Action Executed') throw new Error('actions-core has sent nothing');
    },
  };
}

type Emitter = {
  removeAllListeners(name: string): void;
  once(name: string, heard: (...args: unknown[]) => void): void;
};
type WebHooks = { trigger(name: string, json: object): void; getEmitter(): Emitter };

/** Does not sign, and knows no limits of time or size. Its answers have names only, so it sends one thing at a time. */
function nodeWebhooks(load: NodeJS.Require, url: string): Sender {
  const Constructor = load('node-webhooks') as new (options: object) => WebHooks;
  const hooks = new Constructor({ db: { crm: [url] } });
  return {
    name: 'node-webhooks (no signature)',
    send: (event) =>
      new Promise((resolve, reject) => {
        for (const end of ['success', 'failure']) hooks.getEmitter().removeAllListeners(`crm.${end}`);
        hooks.getEmitter().once('crm.success', () => resolve());
        hooks.getEmitter().once('crm.failure', () => reject(new Error('node-webhooks failed')));
        hooks.trigger('crm', event);
      }),
  };
}
