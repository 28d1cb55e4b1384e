// The pipeline as a capacity plan provides it: ingest queue, fan-out, and a lane for each destination.

import { DELIVERY_BATCH_SIZE } from '../../../domain/delivery/delivery-capacity.ts';
import { fanOutBatchSize } from '../../../domain/pipeline/function-sizes.ts';
import type { Engine } from '../../simulation/engine.ts';
import { INVOCATION_BYTES } from '../flow.ts';
import type { Plan } from '../plan.ts';
import { createDestination, type Destination, type Partner } from './destination.ts';
import { createPool, type Pool } from './pool.ts';

/** Messages that came at the same time. */
export type Arrival = { readonly bornMs: number; readonly events: number };

export type Pipeline = {
  readonly fanOut: Pool<Arrival>;
  readonly destinations: readonly Destination[];
  readonly entered: () => number;
};

export type PipelineOptions = {
  readonly plan: Plan;
  /** Events a second at a time. */
  readonly rateAt: (atMs: number) => number;
  /** Share of the functions that the plan needs which are at work when it begins. */
  readonly warmShare: number;
  /** How often events come: a coarser step is quicker to compute. */
  readonly stepMs: number;
  readonly gridMs: number;
  readonly partners: readonly Partner[];
  readonly releaseChains: number;
};

export function createPipeline(engine: Engine, options: PipelineOptions): Pipeline {
  const { plan, warmShare, partners } = options;
  const { flow, stages, settings } = plan;
  const [lane] = settings.lanes ?? [];
  const destinations = partners.map((partner) =>
    createDestination(engine, {
      partner,
      gridMs: options.gridMs,
      releaseChains: options.releaseChains,
      packMs: stages.delivery.runMs / DELIVERY_BATCH_SIZE,
      live: {
        maxConcurrency: lane?.maxConcurrency ?? 0,
        warm: (warmShare * stages.delivery.functions) / partners.length,
      },
      retry: { maxConcurrency: lane?.maxRetryConcurrency ?? 0, warm: 0 },
    }),
  );
  const maxConcurrency = settings.fanOutMaxConcurrency ?? 0;
  const usualBatch = Math.round((flow.eventsPerBatch * flow.ingestMessages) / plan.load.eventsPerSecond);
  const fullBatch = Math.floor(INVOCATION_BYTES / flow.ingestMessageBytes);
  const largestBatch = Math.max(usualBatch, Math.min(fanOutBatchSize(maxConcurrency), fullBatch));
  const fanOut = createPool<Arrival>(
    engine,
    { maxConcurrency, warm: warmShare * stages['fan-out'].functions, usualBatch, largestBatch, gridMs: options.gridMs },
    ({ body, messages }, messagesPerRun) => ({
      runMs: (stages['fan-out'].runMs * messagesPerRun) / usualBatch,
      end() {
        const events = body.events * messages;
        const packs = Math.max(1, Math.ceil(events / flow.eventsPerPack));
        for (const { take } of destinations) take({ bornMs: body.bornMs, events: events / packs }, packs);
      },
    }),
  );
  let entered = 0;
  const bring = (): void => {
    const events = (options.rateAt(engine.now()) * options.stepMs) / 1000;
    const messages = Math.round((events * flow.ingestMessages) / plan.load.eventsPerSecond);
    if (messages > 0) fanOut.queue.send({ bornMs: engine.now(), events: events / messages }, { messages });
    entered += messages > 0 ? events : 0;
    engine.at(engine.now() + options.stepMs, bring);
  };
  bring();
  return { fanOut, destinations, entered: () => entered };
}
