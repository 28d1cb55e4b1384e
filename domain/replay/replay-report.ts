// What the control API says about replays: answers of /api/replays, which the command reads.

import { addCounts, summariseDeliveries, type Counts, type DeliveryLedger } from '../ledger/ledger.ts';
import { replayCost, type ReplayCost } from './replay-cost.ts';
import { estimatedEnd, jobProgress, type JobPart, type JobState } from './archive-job.ts';
import type { ReplayJob, ReplaySpec } from './replay.ts';

/** One job with how far it has come. Times are ISO 8601. */
export type ReplayReport = {
  readonly id: string;
  readonly state: JobState;
  readonly spec: ReplaySpec;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Why it failed. */
  readonly reason?: string;
  /** What keeps it from going on at the moment. */
  readonly waitingFor?: string;
  readonly progress: ReplayProgress;
  /** What became of the events that it sent; a dry run sends none. Those that were redriven count as live ones. */
  readonly deliveries: Omit<DeliveryLedger, 'filtered' | 'matched'>;
  /** Only of a dry run: what the replay would send, how long it would take and what it would cost. */
  readonly estimate?: ReplayEstimate;
};

/** What it has done with the events it has read so far. */
export type ReplayProgress = {
  /** Share of the time range, 0 to 1. */
  readonly share: number;
  /** When it will have sent everything if it goes on like this. */
  readonly estimatedEndAt?: string;
  readonly objects: number;
  readonly read: number;
  /** Sent by this job (in a dry run: would be). */
  readonly sent: number;
  /** Were sent when they came, ended undelivered, and were sent round again. */
  readonly redriven: number;
  /** The destination does not want them. */
  readonly filtered: Counts;
  /** Other times, types, names or users than the job asks for. */
  readonly outside: number;
  readonly duplicates: number;
  /** Of a job for what was not delivered: sent when they came; sent by an earlier such job; not known. */
  readonly sentLive: number;
  readonly sentBefore: number;
  readonly unknown: number;
  readonly unreadableObjects: number;
};

export type ReplayEstimate = {
  readonly events: number;
  readonly bytes: number;
  readonly minutes: number;
  readonly cost: ReplayCost;
};

/** Newest first. With a `cursor` there are older ones. */
export type ReplayList = { readonly replays: readonly ReplayReport[]; readonly cursor?: string };

/** Puts together what people see of a job. `deliveries` are the counters of the ledger under the job. */
export function reportReplay(
  { job, parts, deliveries }: { job: ReplayJob; parts: readonly JobPart[]; deliveries: Counts },
  now: Date,
): ReplayReport {
  const counts = parts.reduce<Counts>((sum, part) => addCounts(sum, part.counts), {});
  const share = job.state === 'done' ? 1 : jobProgress(parts);
  const estimatedEndAt = estimatedEnd(job, share, now);
  const { filtered: _shownAsProgress, matched: _sent, ...ends } = summariseDeliveries(deliveries);
  return {
    ...pick(job),
    progress: { share, ...(estimatedEndAt === undefined ? {} : { estimatedEndAt }), ...sums(counts) },
    deliveries: ends,
    ...(job.spec.dryRun ? { estimate: estimate(job, counts) } : {}),
  };
}

function pick(job: ReplayJob): Omit<ReplayReport, 'progress' | 'deliveries'> {
  const { parts: _parts, partsLeft: _left, pausedMs: _paused, pausedAt: _at, ...shown } = job;
  return shown;
}

function sums(counts: Counts): Omit<ReplayProgress, 'share' | 'estimatedEndAt'> {
  const of = (name: string): number => counts[name] ?? 0;
  const filtered = Object.entries(counts).flatMap(([name, value]) =>
    name.startsWith('filtered:') ? [[name.slice('filtered:'.length), value]] : [],
  );
  return {
    objects: of('objects') + of('objects:undelivered'),
    read: of('read'),
    sent: of('sent'),
    redriven: of('redriven'),
    filtered: Object.fromEntries(filtered) as Counts,
    outside: of('outside'),
    duplicates: of('duplicates'),
    sentLive: of('sent_live'),
    sentBefore: of('sent_before'),
    unknown: of('unknown'),
    unreadableObjects: of('unreadable'),
  };
}

const SECONDS_PER_MINUTE = 60;

function estimate({ spec }: ReplayJob, counts: Counts): ReplayEstimate {
  const events = (counts['sent'] ?? 0) + (counts['redriven'] ?? 0);
  const minutes = events / spec.ratePerSecond / SECONDS_PER_MINUTE;
  return { events, bytes: counts['bytes'] ?? 0, minutes: Math.ceil(minutes * 10) / 10, cost: replayCost(counts) };
}
