import { CERTIFICATE_FAULTS } from './certificate-phases.ts';
import { FAULTS, FUNCTION_FAULT } from './faults.ts';
import { trendOf, type Trend } from './memory-trend.ts';
import { eventsOf, HOOKS_ID, SOURCE_ID } from './plan.ts';
import type { SoakResult } from './run-soak.ts';

/** One promise, and whether it was kept. */
export type Finding = { readonly promise: string; readonly isKept: boolean; readonly detail: string };

/** After a start, functions and caches fill for this long. */
const WARM_UP_MS = 45_000;

/**
 * Memory is flat when the last third of the time is at most this much above the first. What grows a little with the
 * number of events on one machine, and not on AWS, is the list of the archive's objects in the stand-in for S3.
 */
const FLAT_FACTOR = 1.1;

export function judge(result: SoakResult): Finding[] {
  return [
    judgeLost(result),
    judgeOutcomes(result),
    judgeLedger(result),
    judgeDuplicates(result),
    judgeHooks(result),
    judgeRepeats(result),
    judgeFaults(result),
    judgeMemory(result),
    finding('nothing happened that never must', result.breaches, 'no event was damaged, sent elsewhere or left over'),
  ];
}

/** How the memory of the pipeline's last process went on while events came. Undefined when that was too short. */
export function memoryTrend({ memory, kills, startedAt, sentAt }: SoakResult): Trend | undefined {
  const from = Math.max(startedAt, ...kills.map(({ readyAt }) => readyAt)) + WARM_UP_MS;
  return trendOf(
    memory
      .filter(({ at }) => at >= from && at <= sentAt)
      .map(({ at, penstockMb, dynamoDbMb }) => ({ at, mb: penstockMb + dynamoDbMb })),
  );
}

function finding(promise: string, problems: readonly string[], detail: string): Finding {
  return { promise, isKept: problems.length === 0, detail: problems.length === 0 ? detail : problems.join('; ') };
}

function judgeLost({ destinations, sent }: SoakResult): Finding {
  const problems = destinations.flatMap(({ id, lost }) =>
    lost.length === 0 ? [] : [`${id}: ${lost.length} lost, such as ${lost.slice(0, 3).join(', ')}`],
  );
  const deliveries = destinations.reduce((sum, { expected }) => sum + expected, 0);
  const events = sent.accepted + sent.hooks;
  return finding('no event is lost', problems, `0 of ${events} events, 0 of ${deliveries} deliveries`);
}

function judgeOutcomes({ destinations }: SoakResult): Finding {
  const problems = destinations.flatMap(({ id, problems: found }) => found.map((problem) => `${id}: ${problem}`));
  return finding(
    'each delivery has one outcome, the right one, and the ledger says the same',
    problems,
    'compared event by event with the partner, GET /api/undelivered and GET /api/ledger',
  );
}

function judgeLedger({ check }: SoakResult): Finding {
  const problems = [...check.faults, ...check.notes].map(({ owner, message }) => `${owner}: ${message}`);
  return finding('the ledger closes', problems, 'GET /api/ledger/check: no faults, no notes');
}

/** A request that was not answered with 200 may have been taken all the same; sent again, its events are duplicates. */
function judgeDuplicates({ ledger, sent, plan }: SoakResult): Finding {
  const source = ledger.sources.find(({ id }) => id === SOURCE_ID);
  const { accepted = 0, duplicates = 0 } = source ?? {};
  const most = sent.copies + sent.unanswered;
  const problems = [
    ...(accepted - duplicates === plan.events ? [] : [`${accepted - duplicates} unique events of ${plan.events}`]),
    ...(duplicates >= sent.copies ? [] : [`${duplicates} duplicates, and ${sent.copies} copies were sent`]),
    ...(duplicates <= most ? [] : [`${duplicates} duplicates, and at most ${most} copies were sent`]),
    ...Object.entries(source?.rejected ?? {}).map(([reason, count]) => `${count} rejected, ${reason}`),
  ];
  const ofRequests = duplicates - sent.copies;
  return finding(
    'each event is taken once',
    problems,
    `${duplicates} duplicates: ${sent.copies} sent on purpose, ${ofRequests} in requests that went unanswered and were repeated`,
  );
}

/** A request that was answered with 200 makes one event, however often it is run. */
function judgeHooks({ ledger, sent, plan }: SoakResult): Finding {
  const source = ledger.sources.find(({ id }) => id === HOOKS_ID);
  const { accepted = 0, duplicates = 0 } = source ?? {};
  const wanted = eventsOf(plan, HOOKS_ID);
  const problems = [
    ...(accepted - duplicates === wanted ? [] : [`${accepted - duplicates} unique events of ${wanted} requests`]),
    ...(duplicates <= sent.unansweredHooks ? [] : [`${duplicates} duplicates of ${sent.unansweredHooks} repeats`]),
    ...Object.entries(source?.rejected ?? {}).map(([reason, count]) => `${count} rejected, ${reason}`),
  ];
  return finding(
    'each request to the source function makes its event, once',
    problems,
    `${wanted} events; ${duplicates} duplicates, of requests that went unanswered and were repeated`,
  );
}

function judgeRepeats({ destinations, lookedUp }: SoakResult): Finding {
  const repeats = destinations.reduce((sum, each) => sum + each.repeats.length, 0);
  return finding(
    'what was taken is sent again only in the window of at-least-once',
    lookedUp.unexplained,
    `${repeats} repeated, 0 unexplained`,
  );
}

function judgeFaults({ counts, kills, runnerKills, plan }: SoakResult): Finding {
  const wanted = [
    ...(plan.faultShare > 0 ? [...FAULTS, FUNCTION_FAULT].map(({ kind }) => kind) : []),
    ...CERTIFICATE_FAULTS,
  ];
  const problems = [
    ...wanted.filter((kind) => !counts.has(kind)).map((kind) => `${kind} never happened`),
    ...(kills.length === plan.kills ? [] : [`${kills.length} of ${plan.kills} kills`]),
    ...(runnerKills.length === plan.runnerKills
      ? []
      : [`${runnerKills.length} of ${plan.runnerKills} kills of what runs functions`]),
  ];
  return finding(
    'every kind of fault happened',
    problems,
    `${wanted.length} kinds, ${kills.length} kills, and ${runnerKills.length} of what runs functions alone`,
  );
}

function judgeMemory(result: SoakResult): Finding {
  const trend = memoryTrend(result);
  const promise = 'memory stays flat';
  if (trend === undefined) return { promise, isKept: true, detail: 'the run was too short to say' };
  const { firstThirdMb, lastThirdMb, seconds } = trend;
  const detail = `${Math.round(firstThirdMb)} MB in the first third of ${seconds} s, ${Math.round(lastThirdMb)} MB in the last`;
  return { promise, isKept: lastThirdMb <= firstThirdMb * FLAT_FACTOR, detail };
}
