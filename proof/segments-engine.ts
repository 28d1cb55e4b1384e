import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { actionsBundle } from '../destinations/action/build/bundle.ts';
import type { Call } from '../destinations/action/engine/call.ts';
import type { Definition, Definitions } from '../destinations/action/engine/segment.ts';
import { compileMapping, usesLiquid } from '../domain/mapping/compile.ts';
import { realOutside } from '../functions/shared/lambda/outside.ts';
import type { OutboundRequest, OutboundResult } from '../functions/shared/outbound/outbound-http.ts';
import type { ActionDestination } from '../domain/catalog/action-catalog.ts';
import type { Engine } from '../destinations/action/engine/engine.ts';
import { prepareActions } from '../local/action-files.ts';

// Segment's own engine beside ours, with its own mapping kit and its own parser's place taken: for the same event and what
// an action proposes as its mapping, both make the same requests. To be run before a package is taken in a new version:
// `node bin/on-node-24.mjs proof/segments-engine.ts`.

type SegmentsEngine = {
  readonly definitions: Definitions;
  readonly Destination: new (definition: Definition) => { onEvent(event: object, settings: object): Promise<unknown> };
  readonly runInCall: <T>(call: Call, work: () => T) => T;
};

const FORM = 'wants settings of a form that those here have not, which Segment looks at for each event';
/** Whose difference is meant. */
const KNOWN: Readonly<Record<string, string>> = {
  ...{ '1plusx': FORM, '1plusx-asset-api': FORM },
  'blend-ai': 'sends all that it is told, with the subscription among the settings',
};

const outside = realOutside({});
const AT = '2026-01-02T03:04:05.000Z';
const anEvent = (type: string) => ({
  ...{
    type,
    event: 'Order Completed',
    name: 'Home',
    messageId: 'm-1',
    userId: 'u-1',
    anonymousId: 'a-1',
    groupId: 'g-1',
  },
  ...{ timestamp: AT, originalTimestamp: AT, receivedAt: AT, sentAt: AT },
  properties: {
    ...{ order_id: 'o-1', total: 12.5, revenue: 12.5, currency: 'EUR', email: 'ann@example.com', query: 'boots' },
    products: [{ product_id: 'p-1', name: 'Boot', price: 12.5, quantity: 1, category: 'shoes' }],
  },
  traits: { email: 'ann@example.com', name: 'Ann', phone: '+491701234567', company: { id: 'c-1', name: 'Acme' } },
  context: {
    ...{
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      locale: 'de-DE',
      timezone: 'Europe/Berlin',
      library: { name: 'x' },
    },
    ...{ page: { url: 'https://acme.example/', path: '/', title: 'Acme' }, device: { id: 'd-1', type: 'ios' } },
    ...{
      traits: { email: 'ann@example.com' },
      app: { name: 'Acme', version: '1' },
      os: { name: 'iOS', version: '17' },
    },
  },
});

async function yes(): Promise<OutboundResult> {
  return {
    kind: 'response',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    bodyTruncated: false,
    durationMs: 1,
  };
}

/** What an instant, or chance, has put there is no difference. */
function textOf({ method, url, headers, body }: OutboundRequest): string {
  return JSON.stringify([method, url, headers, typeof body === 'string' ? body : body?.toString()])
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid')
    .replaceAll(/20[2-9]\d-\d\d-\d\dT[\d:.]+Z?/g, 'time')
    .replaceAll(/\b1[789]\d{8,11}\b/g, 'time')
    .replaceAll(/[\w+/=-]{40,}/g, 'hash');
}

function capture() {
  const requests: string[] = [];
  const send = async (request: OutboundRequest): Promise<OutboundResult> => {
    requests.push(textOf(request));
    return yes();
  };
  return { requests, http: { send } };
}

function settingsOf(definition: Definition): Record<string, unknown> {
  const fields = Object.entries(definition.authentication?.fields ?? {});
  return Object.fromEntries(
    fields.map(([key, { type, format, choices, default: otherwise }]) => {
      if (otherwise !== undefined) return [key, otherwise];
      const [first] = Array.isArray(choices) ? (choices as unknown[]) : [];
      if (first !== undefined) return [key, typeof first === 'object' ? (first as { value: unknown }).value : first];
      if (type === 'boolean') return [key, false];
      if (['number', 'integer'].includes(type)) return [key, 1];
      return [key, format === 'uri' ? 'https://vendor.example' : 'text'];
    }),
  );
}

async function load(): Promise<{
  segments: SegmentsEngine;
  engine: Engine;
  catalog: (slug: string) => ActionDestination;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-segment-'));
  await build(actionsBundle({ outdir: directory, mapping: 'of-segment' }));
  const ours = await prepareActions();
  const segments = (await import(pathToFileURL(join(directory, 'engine.mjs')).href)) as SegmentsEngine;
  // All of it, as it is loaded piece by piece.
  await Promise.all(Object.values(segments.definitions).map((read) => read()));
  rmSync(directory, { recursive: true });
  const { engine } = (await import(pathToFileURL(join(ours, 'engine', 'engine.mjs')).href)) as { engine: Engine };
  const catalog = (slug: string) =>
    JSON.parse(readFileSync(join(ours, 'catalog', `${slug}.json`), 'utf8')) as ActionDestination;
  return { segments, engine, catalog };
}

type Compared = { readonly theirs: readonly string[]; readonly own: readonly string[] };
type Case = {
  readonly slug: string;
  readonly definition: Definition;
  readonly action: ActionDestination['actionViews'][number];
};

const { segments, engine, catalog } = await load();
const liquid = await engine.liquid();

async function compare({
  slug,
  definition,
  action: { slug: action, fields, defaultTrigger = '' },
}: Case): Promise<Compared> {
  const destination = new segments.Destination({ ...definition, name: slug });
  const settings = settingsOf(definition);
  const defaults = fields.filter((field) => field.default !== undefined);
  const mapping = Object.fromEntries(defaults.map((field) => [field.key, field.default]));
  const compiled = compileMapping(mapping, usesLiquid(mapping) ? { liquid } : {});
  if (!compiled.ok) return { theirs: [], own: [`${compiled.problems[0]?.message}`] };
  const event = anEvent(/"(identify|page|group|screen|alias)"/.exec(defaultTrigger)?.[1] ?? 'track');
  const [theirs, own] = [capture(), capture()];
  const call: Call = {
    ...{ http: theirs.http, now: outside.now, endsAtMs: Infinity, maxRequests: 10, exchanges: [] },
    ...{ requests: 0, isOver: false, fail: () => undefined },
  };
  const subscription = { partnerAction: action, subscribe: 'type = "track"', mapping: structuredClone(mapping) };
  const given = { ...structuredClone(settings), subscription };
  await segments.runInCall(call, () => destination.onEvent(structuredClone(event), given)).catch(() => undefined);
  const payload = compiled.mapping.run(event);
  await engine.run({
    ...{ destination: slug, action, subscription: 's', settings, mapping, isBatch: false, http: own.http, outside },
    ...{ events: [{ event: structuredClone(event), payload: { ...payload } }], timeoutMs: 60_000 },
  });
  return { theirs: theirs.requests, own: own.requests };
}

let [asked, differing] = [0, 0];
for (const [slug, read] of Object.entries(segments.definitions)) {
  const definition = await read();
  for (const action of catalog(slug).actionViews) {
    const { theirs, own } = await compare({ slug, definition, action });
    if (theirs.length > 0) asked += 1;
    if (theirs.join() === own.join() || Object.hasOwn(KNOWN, slug)) continue;
    differing += 1;
    console.log([`${slug} ${action.slug}`, 'Segment:', ...theirs, 'Penstock:', ...own].join('\n  '));
  }
}
console.log(`${asked} actions made requests, ${differing} of all made others than in Segment's own engine.`);
process.exitCode = differing === 0 && asked > 0 ? 0 : 1;
