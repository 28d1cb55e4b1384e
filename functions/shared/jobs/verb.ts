import type { ArchivedEvent, Job, JobPart, OwnRange } from '../../../domain/replay/archive-job.ts';
import type { Counts, LedgerEntry } from '../../../domain/ledger/ledger.ts';

// What a job asks of its verb. The job reads lines, records how far it came, and keeps its chain of steps; the verb says
// what is done with the lines of a step, what that counts, and what it has to wait for.

export type Verb<Spec> = {
  /** What its jobs are called in items and messages. */
  readonly name: string;
  /**
   * Lines of an object that are planned together at most. It must follow from the job alone: then the groups are the same
   * whichever step reads them and wherever it stops.
   */
  readonly linesTogether: (job: Job<Spec>) => number;
  /** Asked before each step. */
  readonly begin: (job: Job<Spec>) => Promise<Begun<Spec>>;
  /**
   * Makes the effects of the latest recorded step once more, from what that step left behind, whatever has changed since:
   * it is counted. Undefined when the job has none.
   */
  readonly again: (job: Job<Spec>) => Promise<((chunk: Chunk<Spec>) => Promise<Effect | undefined>) | undefined>;
  /** What the ledger counts of a step, in the transaction that records it. */
  readonly entry: (job: Job<Spec>, counts: Counts) => LedgerEntry;
};

export type Begun<Spec> =
  | { readonly kind: 'work'; readonly work: Work<Spec> }
  /** The job has to wait, and asks again. */
  | ({ readonly kind: 'wait' } & Obstacle)
  /** The job can never go on. */
  | { readonly kind: 'impossible'; readonly reason: string };

/** What keeps a job from going on at the moment, for people, and for how long it waits before it asks again. */
export type Obstacle = { readonly waitingFor: string; readonly askAgainSeconds: number };

/** One step, as its verb does it. */
export type Work<Spec> = {
  /** Chooses among the lines, and claims them if the verb does so. Done again, it must come to the same. */
  plan(chunk: Chunk<Spec>): Promise<Planned>;
  /** Goes on with the verb's own list, and carries out at once what may be done twice. */
  planOwn(part: JobPart, range: OwnRange): Promise<Progress>;
  /** Whether what is counted is enough for one step. */
  isEnough(counts: Counts): boolean;
  /** How long the part must take for what a step counted. */
  paceMs(counts: Counts): number;
};

/** Neighbouring lines of an object of the archive. */
export type Chunk<Spec> = {
  readonly job: Job<Spec>;
  readonly part: JobPart;
  readonly sourceId: string;
  readonly key: string;
  /** Where in the object the lines begin. */
  readonly offset: number;
  readonly events: readonly ArchivedEvent[];
};

/** What is carried out once the step is recorded. Done twice, it must do no harm. */
export type Effect = () => Promise<void>;

export type Planned = { readonly counts: Counts; readonly effect?: Effect };

/** How far a step comes, and what it counts. */
export type Progress = Pick<JobPart, 'cursor' | 'isDone' | 'counts'>;
