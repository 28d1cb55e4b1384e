import { setTimeout as wait } from 'node:timers/promises';
import type { Outcome } from './outcome.ts';
import { install, send, type Place } from './run-section.ts';
import type { Section } from './sections.ts';
import { startStand, type Stand } from './stand.ts';

/** The event that every example of the page sends. */
const EVENT = 'Order Completed';
/** Some examples compile whole libraries. */
const PATIENCE_MS = 15 * 60_000;
/** Longer than programs take to start, shorter than retries that are worth the name. */
const AWAY_MS = 10_000;
const ARRIVAL_MS = 20_000;
const LOOK_MS = 100;

/** Installs an example and has it send twice, the second time while Penstock is away for some seconds. */
export async function tryExample(section: Section): Promise<Outcome> {
  const stand = await startStand();
  try {
    return await tryAt(stand, section);
  } finally {
    await stand.close();
  }
}

async function tryAt(stand: Stand, section: Section): Promise<Outcome> {
  const place: Place = { ...stand, patienceMs: PATIENCE_MS };
  const installed = await install(section, place);
  if (!installed.isOk) return { kind: 'not installed', output: installed.output.trimEnd() };

  const { output } = await send(section, place);
  const isDelivered = await arrives(stand);
  await stand.stop();
  const sending = send(section, place);
  await wait(AWAY_MS);
  await stand.start();
  await sending;
  const isDeliveredLate = await arrives(stand);
  return { kind: 'run', isDelivered, isDeliveredLate, output: isDelivered ? '' : output.trimEnd() };
}

async function arrives(stand: Stand): Promise<boolean> {
  const giveUpAt = performance.now() + ARRIVAL_MS;
  while (!stand.hasReceived(EVENT) && performance.now() < giveUpAt) await wait(LOOK_MS);
  return stand.hasReceived(EVENT);
}
