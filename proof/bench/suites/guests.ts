import { build, stop } from 'esbuild';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import type { FunctionAnswer } from '../../../domain/functions/function-call.ts';
import { FUNCTION_LIMITS } from '../../../domain/functions/function-limits.ts';
import { createOutboundHttp } from '../../../functions/shared/outbound/outbound-http.ts';
import { bundleFile, bundleOptions } from '../../../local/code.ts';
import { hashSources, PROJECT_ROOT } from '../../../local/source-tree.ts';
import { loadStage } from '../harness/functions.ts';
import type * as GuestEngine from '../harness/guest-engine.ts';
import {
  DESTINATION_CODE,
  GUEST_EVENT,
  INSERT_CODE,
  LIBRARIES_CODE,
  PARTNER_ANSWER,
} from '../harness/guest-samples.ts';
import { compareCpu, type Case } from '../harness/measure.ts';
import type { Section, Settings } from '../harness/report.ts';
import { inParallel } from '../harness/request-floors.ts';
import type { Services } from '../harness/services.ts';
import { startSlowPartner } from '../harness/slow-partner.ts';

// What a function of a customer costs: the engine beside Node, a machine until it is ready, and the whole way of an event
// through the runner beside the same request made by Node.

const EVENTS = 20;
const PACK = 128;
const PARTNER_MS = 20;
const ENGINE_ENTRY = 'proof/bench/harness/guest-engine.ts';

async function loadEngine(): Promise<typeof GuestEngine> {
  const outdir = join(PROJECT_ROOT, '.cache', 'bench', hashSources());
  await build(bundleOptions([ENGINE_ENTRY], outdir));
  await stop();
  return (await import(pathToFileURL(join(outdir, bundleFile(ENGINE_ENTRY))).href)) as typeof GuestEngine;
}

const SETTINGS = { url: 'https://partner.example.com/in', key: 'k', shop: 's' };
type Handler = (event: unknown, settings: object) => Promise<unknown>;

/** The same code in Node, event and result as JSON. Its requests are made and answered as Node's own are, at once. */
function plainOf(code: string): (event: string) => Promise<string | undefined> {
  const make = runInThisContext(`(fetch) => { ${code}; return onTrack; }`) as (send: unknown) => Handler;
  const handler = make(async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    if (request.body === null) throw new Error('nothing was sent');
    return new Response(PARTNER_ANSWER);
  });
  return async (event) => JSON.stringify(await handler(JSON.parse(event), SETTINGS));
}

export async function compareEngines(settings: Settings): Promise<Section[]> {
  const { load, machineOf } = await loadEngine();
  const sections: Section[] = [];
  const samples = [
    ['insert', INSERT_CODE],
    ['destination', DESTINATION_CODE],
  ] as const;
  for (const [name, code] of samples) {
    const plain = plainOf(code);
    const machine = await machineOf(await load(code), SETTINGS, PARTNER_ANSWER);
    const mode = name === 'insert' ? 'insert' : 'event';
    const cases: Case[] = [
      { name: 'floor: a call in Node', units: EVENTS, run: () => times(EVENTS, () => plain(GUEST_EVENT)) },
      {
        name: 'a call in a machine',
        units: EVENTS,
        run: () =>
          times(EVENTS, async () => {
            const work = { event: 1, mode, text: GUEST_EVENT, timeoutMs: 5_000, isTest: false } as const;
            const { end } = await machine.run(work);
            if (end.kind !== 'returned') throw new Error(`the sample ended: ${JSON.stringify(end)}`);
          }),
      },
    ];
    const title = `functions: one event of a ${name} function, without its request`;
    sections.push(await compareCpu({ title, unit: 'us CPU/event', cases }, settings));
    machine.dispose();
  }
  return [...sections, await compareReady(settings)];
}

async function times(count: number, work: () => Promise<unknown>): Promise<void> {
  for (let index = 0; index < count; index += 1) await work();
}

/** The bar is 10 ms with the usual libraries. */
async function compareReady(settings: Settings): Promise<Section> {
  const { load, machineOf } = await loadEngine();
  const programs = [
    ['a machine without libraries', await load(INSERT_CODE)],
    ['a machine with lodash, moment and Buffer', await load(LIBRARIES_CODE)],
  ] as const;
  const cases = programs.map(([name, program]): Case => ({
    name,
    units: 1,
    run: async () => (await machineOf(program, {}, '')).dispose(),
  }));
  return compareCpu({ title: 'functions: a machine, until it is ready for an event', unit: 'us CPU', cases }, settings);
}

/** A pack of events through the runner as it is deployed, thread and all, to a partner that takes 20 ms. */
export async function comparePaths(services: Services, settings: Settings): Promise<Section> {
  const partner = await startSlowPartner(PARTNER_MS);
  const http = createOutboundHttp({
    ...{ allowedNetworks: ['127.0.0.0/8'], maxResponseBytes: FUNCTION_LIMITS.answerBytes, connectionsPerOrigin: 64 },
  });
  const invoke = await loadStage('runner', services);
  const plain = { ...SETTINGS, url: partner.url };
  const call = async (code: string, type: 'destination' | 'insert'): Promise<void> => {
    const hash = createHash('sha256').update(code).digest('hex');
    const events = Array.from({ length: PACK }, () => GUEST_EVENT);
    const asked = { hash, work: 'events', type, settings: plain, events, timeoutMs: 30_000 };
    let answer = (await invoke(asked)) as FunctionAnswer;
    if (answer.kind === 'code-needed') answer = (await invoke({ ...asked, code })) as FunctionAnswer;
    if (answer.kind !== 'ran' || answer.results.some(({ end }) => end.kind !== 'returned')) {
      throw new Error(`the runner answered ${JSON.stringify(answer).slice(0, 500)}`);
    }
  };
  const send = async (): Promise<void> => {
    const event = JSON.parse(GUEST_EVENT) as { messageId: string; event: string; properties: object };
    const { kind } = await http.send({
      ...{ url: partner.url, method: 'POST', timeoutMs: 5_000, headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ id: event.messageId, name: event.event, ...event.properties }),
    });
    if (kind !== 'response') throw new Error('the partner did not answer');
  };
  const cases: Case[] = [
    {
      name: 'floor: the request, made by Node',
      units: PACK,
      run: () => inParallel(Array.from({ length: PACK }), 32, send),
    },
    { name: 'a destination function', units: PACK, run: () => call(DESTINATION_CODE, 'destination') },
    { name: 'an insert function', units: PACK, run: () => call(INSERT_CODE, 'insert') },
  ];
  try {
    const title = `functions: the runner, packs of ${PACK}, a partner of ${PARTNER_MS} ms`;
    return await compareCpu({ title, unit: 'us CPU/event', cases }, settings);
  } finally {
    await http.close();
    partner.close();
  }
}
