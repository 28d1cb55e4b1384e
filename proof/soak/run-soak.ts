import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TRUSTED_PEM } from './certificate-phases.ts';
import { conduct } from './conductor.ts';
import { addressOf, checkLedger, listUndelivered, readLedger, type Ledger, type LedgerCheck } from './control-api.ts';
import { judgeDestination, type DestinationVerdict } from './judge-destination.ts';
import { startKeeper, type Keeper, type Kill } from './keeper.ts';
import { lookUpRepeats, type LookedUp } from './look-up-repeats.ts';
import type { MemorySample } from './memory.ts';
import { startPartner, type Partner } from './partner.ts';
import {
  DESTINATIONS,
  eventsOf,
  HOOKS_ID,
  isFor,
  messageIdOf,
  reasonOf,
  SOURCE_ID,
  workspaceOf,
  type SoakPlan,
} from './plan.ts';
import { sendAll, type Sent } from './sender.ts';

/** Everything that was seen, for the verdict and the report. Times are epoch milliseconds. */
export type SoakResult = {
  readonly plan: SoakPlan;
  readonly startedAt: number;
  readonly sentAt: number;
  readonly idleAt: number;
  readonly sent: Sent;
  readonly kills: readonly Kill[];
  /** When what runs functions was killed alone; epoch milliseconds. */
  readonly runnerKills: readonly number[];
  /** What the partner counted: faults by kind. */
  readonly counts: ReadonlyMap<string, number>;
  readonly destinations: readonly DestinationVerdict[];
  readonly lookedUp: LookedUp;
  readonly ledger: Ledger;
  readonly check: LedgerCheck;
  readonly memory: readonly MemorySample[];
  /** Failures of functions, as the pipeline wrote them. */
  readonly failures: readonly string[];
  /** What happened that never must. */
  readonly breaches: readonly string[];
};

/** So many events may be on their way; that is what keeps queues short, so that memory can be compared. */
const MOST_ON_THE_WAY = 8_000;
/** After this share of the sending time without anything to do, what memory is not used any more has been given back. */
const REST_SHARE = 0.4;
const IDLE_LOOKS = 3;
const LOOK_MS = 500;
const LONGEST_END_MS = 15 * 60_000;
const FUNCTION_FAILURE = /failed|come again|timed out|Error/;

/** Runs the plan against the real program. Throws only when the soak itself cannot go on. */
export async function runSoak(plan: SoakPlan, log: (line: string) => void): Promise<SoakResult> {
  const directory = mkdtempSync(join(tmpdir(), 'penstock-soak-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  // However this process ends.
  process.once('exit', remove);
  const failures: string[] = [];
  const partner = await startPartner(plan);
  let keeper: Keeper | undefined;
  try {
    keeper = await startKeeper({
      ...writeFiles(directory, partner),
      onLine: (line) => {
        if (FUNCTION_FAILURE.test(line)) failures.push(line);
      },
    });
    return await run({ plan, partner, keeper, log, failures });
  } finally {
    if (keeper !== undefined) await keeper.stop();
    await partner.close();
    remove();
    process.off('exit', remove);
  }
}

function writeFiles(directory: string, partner: Partner) {
  const workspaceFile = join(directory, 'workspace.json');
  const certificatesFile = join(directory, 'certificates.pem');
  writeFileSync(workspaceFile, JSON.stringify(workspaceOf((id) => partner.urlOf(id))));
  writeFileSync(certificatesFile, TRUSTED_PEM);
  return { dataDir: join(directory, 'data'), workspaceFile, certificatesFile };
}

type Parts = {
  readonly plan: SoakPlan;
  readonly partner: Partner;
  readonly keeper: Keeper;
  readonly log: (line: string) => void;
  readonly failures: string[];
};

async function run(parts: Parts): Promise<SoakResult> {
  const { plan, partner, keeper, log } = parts;
  const startedAt = Date.now();
  const sent: Sent = {
    ...{ accepted: 0, bySdk: 0, copies: 0, requests: 0, gzipped: 0, unanswered: 0 },
    ...{ hooks: 0, unansweredHooks: 0 },
  };
  const seen = partner.record.seen('mixed');
  const isBehind = (): boolean => sent.accepted - seen.size > MOST_ON_THE_WAY;
  const conductor = conduct(parts);
  const hooksUrl = await addressOf((await keeper.ready()).url, HOOKS_ID);
  await Promise.race([
    sendAll({ plan, url: async () => (await keeper.ready()).url, hooksUrl, isBehind }, sent),
    conductor.failed,
  ]);
  const sentAt = Date.now();
  log(`all ${sent.accepted} events are accepted; waiting until everything has ended`);
  const { url } = await keeper.ready();
  const unfinished = await Promise.race([untilIdle(url, parts, () => conductor.isDone()), conductor.failed]);
  const idleAt = Date.now();
  await wait((sentAt - startedAt) * REST_SHARE);
  conductor.stop();

  const ledger = await readLedger(url);
  const check = await checkLedger(url);
  const destinations = await judgeAll(parts, url, ledger);
  const lookedUp = await lookUpRepeats(url, destinations, {
    kills: keeper.kills,
    hangsAt: partner.record.hangsAt,
  });
  const end = keeper.unexpectedEnd();
  return {
    ...{ plan, startedAt, sentAt, idleAt, sent, ledger, check, destinations, lookedUp },
    kills: keeper.kills,
    runnerKills: keeper.runnerKills,
    counts: partner.record.counts(),
    memory: conductor.memory,
    failures: parts.failures,
    breaches: [
      ...partner.record.breaches(),
      ...unfinished,
      ...(end === undefined ? [] : [`the pipeline ended by itself with ${end}`]),
    ],
  };
}

/** Waits until every event is counted and nothing waits or is held. Says what still does when that takes too long. */
async function untilIdle(url: string, { plan, log }: Parts, isDone: () => boolean): Promise<string[]> {
  const endsAt = performance.now() + LONGEST_END_MS;
  let looks = 0;
  for (let round = 1; ; round += 1) {
    const left = whatIsLeft(await readLedger(url), plan);
    looks = left.length === 0 && isDone() ? looks + 1 : 0;
    if (looks === IDLE_LOOKS) return [];
    if (performance.now() > endsAt) return left.map((each) => `not ended: ${each}`);
    if (round % 10 === 0) log(left.join('; '));
    await wait(LOOK_MS);
  }
}

function whatIsLeft({ sources, destinations }: Ledger, plan: SoakPlan): string[] {
  const unique = sources.reduce((sum, { accepted, duplicates }) => sum + accepted - duplicates, 0);
  const all = eventsOf(plan, SOURCE_ID) + eventsOf(plan, HOOKS_ID);
  return [
    ...(unique < all ? [`${all - unique} events are not counted`] : []),
    ...destinations.flatMap(({ id, source, waiting, held, matched, filtered }) => {
      const events = eventsOf(plan, source === HOOKS_ID ? HOOKS_ID : SOURCE_ID);
      const decided = matched + Object.values(filtered).reduce((sum, count) => sum + count, 0);
      return [
        ...(decided < events ? [`${id}: ${events - decided} are not counted`] : []),
        ...(waiting === 0 ? [] : [`${id}: ${waiting} wait`]),
        ...(held === 0 ? [] : [`${id}: ${held} are held`]),
      ];
    }),
  ];
}

async function judgeAll({ plan, partner, keeper }: Parts, url: string, ledger: Ledger): Promise<DestinationVerdict[]> {
  const verdicts: DestinationVerdict[] = [];
  for (const destination of DESTINATIONS) {
    const { id, source = SOURCE_ID } = destination;
    const numbers = Array.from({ length: eventsOf(plan, source) }, (_, number) => number);
    const wanted = numbers.filter((number) => isFor(plan, destination, number));
    const expected = new Set(wanted.map((number) => messageIdOf(plan, number, source)));
    const facts = {
      ...{ id, expected, seen: partner.record.seen(id), undelivered: await listUndelivered(url, id) },
      ledger: ledger.destinations.find((each) => each.id === id),
      reasonOf: (messageId: string) => reasonOf(plan, id, messageId),
    };
    verdicts.push(judgeDestination(facts, keeper.kills));
  }
  return verdicts;
}
