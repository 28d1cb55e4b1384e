import { CONCURRENT_ATTEMPTS } from '../../domain/delivery/delivery-capacity.ts';
import { ATTEMPT_TIMEOUT_MS } from '../../domain/pipeline/time-budget.ts';
import type { Answer, Partner } from './partner.ts';

/**
 * The places for attempts that one run of a function has for one destination, whose packs fill them in turn. All places
 * of a wave are taken and given back together.
 */
export type Places = { waveAtMs: number; free: number; answer: Answer };

/** How the attempts of one pack ended, in numbers of events. */
export type Attempts = {
  readonly firstAtMs: number | undefined;
  readonly endedAtMs: number;
  readonly delivered: number;
  readonly failed: number;
  /** Of those that failed. */
  readonly timeouts: number;
  /** Without an attempt, because there was no time or no hope. */
  readonly postponed: number;
};

export function createPlaces(atMs: number, partner: Partner, random: () => number): Places {
  return { waveAtMs: atMs, free: CONCURRENT_ATTEMPTS, answer: partner(atMs, random) };
}

type Circumstances = { readonly partner: Partner; readonly random: () => number; readonly endsAtMs: number };

/** As functions/delivery/deliver.ts does it: in turn, none that could not end in time, and none after 32 in vain. */
export function attemptEvents(events: number, places: Places, { partner, random, endsAtMs }: Circumstances): Attempts {
  const sums = { delivered: 0, failed: 0, timeouts: 0 };
  let firstAtMs: number | undefined;
  let endedAtMs = places.waveAtMs;
  let left = events;
  while (left > 0) {
    if (places.free === 0) nextWave(places, partner, random);
    const isTooLate = places.waveAtMs + ATTEMPT_TIMEOUT_MS > endsAtMs;
    const isSilent = sums.timeouts >= CONCURRENT_ATTEMPTS && sums.timeouts === sums.delivered + sums.failed;
    if (isTooLate || isSilent) break;
    const taken = Math.min(left, places.free);
    count(sums, places.answer, taken);
    firstAtMs ??= places.waveAtMs;
    endedAtMs = places.waveAtMs + places.answer.latencyMs;
    places.free -= taken;
    left -= taken;
  }
  return { firstAtMs, endedAtMs: Math.max(endedAtMs, places.waveAtMs), ...sums, postponed: left };
}

function nextWave(places: Places, partner: Partner, random: () => number): void {
  places.waveAtMs += places.answer.latencyMs;
  places.free = CONCURRENT_ATTEMPTS;
  places.answer = partner(places.waveAtMs, random);
}

function count(sums: { delivered: number; failed: number; timeouts: number }, { means }: Answer, taken: number): void {
  if (means === 'delivered') sums.delivered += taken;
  else sums.failed += taken;
  if (means === 'timeout') sums.timeouts += taken;
}
