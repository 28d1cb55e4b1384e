import {
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type AttributeValue,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { RunAnswer } from '../../../destinations/runtime.ts';
import type { FunctionCall, Ran } from '../../../domain/functions/function-call.ts';
import {
  FUNCTION_LOG_LIMITS,
  isFailedRun,
  isKeptRun,
  shortLogs,
  type FunctionRun,
} from '../../../domain/functions/function-log.ts';
import { outcomeOfFailure } from '../../../domain/functions/function-outcome.ts';
import { decidedBy, type FunctionSettings } from '../../../domain/workspace/function.ts';
import { numberedItem, upgrade } from '../../../domain/pipeline/stored-formats.ts';
import { functionLogPartition, functionLogQuotaKey } from '../../../domain/tables/table-keys.ts';
import { DAY_MS, MINUTE_MS } from '../../../domain/base/time-units.ts';
import { strikeSecrets } from '../destinations/strike-secrets.ts';
import { tokenInUrl } from '../stores/source-addresses.ts';
import { itemKey, type TableOnly } from '../dynamo/document-store.ts';
import { readRecent, type RecentCursor } from '../dynamo/recent-items.ts';
import { log } from '../lambda/log.ts';
import type { Outside } from '../lambda/outside.ts';

type Name = { readonly workspace: string; readonly id: string };
type Called = {
  readonly call: Pick<FunctionCall, 'settings' | 'events' | 'work'> & Partial<Pick<FunctionCall, 'type'>>;
  readonly answer: RunAnswer;
  /** What the function says of its settings: which are secret. */
  readonly declared: FunctionSettings;
};

/** Writes down what became of a call of a function, as far as it is kept. It never throws: events go on without their logs. */
export type NoteRuns = (name: Name, called: Called) => Promise<void>;

const KEPT_SECONDS = (FUNCTION_LOG_LIMITS.keptDays * DAY_MS) / 1000;
const UNIQUE_CHARACTERS = 8;
/** More functions than have something to say in a minute. */
const MOST_PAUSED = 10_000;

/** Costs nothing for what is not kept. Counts of what is kept are shared by all that run functions. */
export function createNoteRuns({
  dynamodb,
  table,
  now,
  random,
  unique,
}: TableOnly & Pick<Outside, 'now' | 'random' | 'unique'>): NoteRuns {
  /** Functions that have no room left, and until when: a flood is not asked for its size. */
  const pausedUntilMs = new Map<string, number>();

  async function put(name: Name, runs: readonly FunctionRun[], at: Date): Promise<void> {
    const atMs = at.getTime();
    const sk = `${at.toISOString()}#${unique().slice(0, UNIQUE_CHARACTERS)}`;
    const Item = numberedItem('function-log', {
      ...itemKey({ pk: functionLogPartition(name), sk }),
      runs: { S: JSON.stringify(runs) },
      expiresAt: { N: String(Math.ceil(atMs / 1000) + KEPT_SECONDS) },
    });
    const counted = { table, count: runs.length, atMs };
    const { runsOfMinute, runsOfDay } = FUNCTION_LOG_LIMITS;
    const quotas = [
      countOf(counted, functionLogQuotaKey(name, 'minute', String(Math.floor(atMs / MINUTE_MS))), runsOfMinute),
      countOf(counted, functionLogQuotaKey(name, 'day', String(Math.floor(atMs / DAY_MS))), runsOfDay),
    ];
    try {
      await dynamodb.send(
        new TransactWriteItemsCommand({ TransactItems: [...quotas, { Put: { TableName: table, Item } }] }),
      );
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const isFull = error.CancellationReasons?.some(({ Code: code }) => code === 'ConditionalCheckFailed') === true;
      // Otherwise others count at the same moment: what is lost is a log.
      if (isFull) pausedUntilMs.set(keyOf(name), (Math.floor(atMs / MINUTE_MS) + 1) * MINUTE_MS);
    }
  }

  return async (name, { call, answer, declared }) => {
    const at = now();
    if ((pausedUntilMs.get(keyOf(name)) ?? 0) > at.getTime()) return;
    if (pausedUntilMs.size > MOST_PAUSED) pausedUntilMs.clear();
    const { secretSettings = [], ...decided } = decidedBy(declared);
    const tokens = tokensOf(call);
    const secrets = { ...decided, secretSettings: [...secretSettings, ...Object.keys(tokens)] };
    const strike = strikeOf({ settings: { ...call.settings, ...tokens }, ...secrets });
    const runs = runsOf(answer, call, { at, strike, random });
    if (runs.length === 0) return;
    await put(name, runs, at).catch((error: unknown) => {
      log.failed('logs of a function could not be kept', { ids: name, error });
    });
  };
}

const keyOf = ({ workspace, id }: Name): string => `${workspace}.${id}`;

function strikeOf(secretive: Omit<Parameters<typeof strikeSecrets>[0], 'kind'>): (text: string) => string {
  const target = { kind: 'function', ...secretive } as const;
  return (text) => strikeSecrets(target, text);
}

/** The tokens by which the requests to a source came: who has one may send. No setting has a blank in its name. */
function tokensOf({ type, events }: Called['call']): Readonly<Record<string, string>> {
  if (type !== 'source') return {};
  const tokens = events.map((line) => tokenInUrl((JSON.parse(line) as { readonly url: string }).url));
  return Object.fromEntries([...new Set(tokens)].map((token, index) => [`token ${index}`, token]));
}

type Noting = { readonly at: Date; readonly strike: (text: string) => string; readonly random: () => number };

function runsOf(answer: RunAnswer, call: Called['call'], noting: Noting): FunctionRun[] {
  const { at, strike, random } = noting;
  const version = answer.version === undefined ? {} : { version: answer.version };
  if (answer.kind === 'broken') {
    const failed = { result: 'failed', reason: 'function_broken', message: strike(answer.message) } as const;
    return [{ at: at.toISOString(), ...version, ...failed, ...NOTHING_RAN }];
  }
  if (answer.kind !== 'ran') return [];
  return answer.results.flatMap((ran, index) => {
    if (!isKeptRun(ran, random())) return [];
    const which = call.work === 'batch' ? { events: call.events.length } : messageIdOf(call.events[index]);
    return [{ at: at.toISOString(), ...version, ...which, ...shownOf(ran, noting) }];
  });
}

const NOTHING_RAN = { logs: [], requests: [], cpuMs: 0, ms: 0 };
const MICROSECONDS = 1_000;

function shownOf(ran: Ran, { at, strike }: Noting): Omit<FunctionRun, 'at'> {
  const { requests, urlCharacters } = FUNCTION_LOG_LIMITS;
  return {
    ...endOf(ran, at, strike),
    logs: shortLogs(ran.logs.map(({ level, text }) => ({ level, text: strike(text) }))),
    requests: ran.requests.slice(0, requests).map(({ method, url, status, failure, ms }) => ({
      ...{ method, url: strike(url).slice(0, urlCharacters), ms: Math.round(ms) },
      ...(status === undefined ? {} : { status }),
      ...(failure === undefined ? {} : { failure }),
    })),
    cpuMs: Math.round(ran.cpuMs * MICROSECONDS) / MICROSECONDS,
    ms: Math.round(ran.ms),
  };
}

function endOf({ end }: Ran, at: Date, strike: (text: string) => string) {
  if (end.kind === 'returned' || !isFailedRun({ end })) return { result: 'returned' } as const;
  const { reason, answer } = outcomeOfFailure(end, at);
  return { result: 'failed', reason, ...(answer === undefined ? {} : { message: strike(answer) }) } as const;
}

/** What is no event, a request of a source function say, has none. */
function messageIdOf(line: string | undefined): { messageId?: string } {
  const event = JSON.parse(line ?? '{}') as { readonly messageId?: unknown };
  return typeof event.messageId === 'string' ? { messageId: event.messageId } : {};
}

/** Part of the transaction: counts runs within a limit, and refuses it beyond. */
function countOf(
  { table, count, atMs }: { readonly table: string; readonly count: number; readonly atMs: number },
  key: Parameters<typeof itemKey>[0],
  most: number,
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: itemKey(key),
      UpdateExpression: 'SET expiresAt = :expires ADD runs :count',
      ConditionExpression: 'attribute_not_exists(runs) OR runs < :most',
      ExpressionAttributeValues: {
        ':count': { N: String(count) },
        ':most': { N: String(most) },
        ':expires': { N: String(Math.ceil((atMs + 2 * DAY_MS) / 1000)) },
      },
    },
  };
}

/** What was written down after a cursor, oldest first; without one the newest. */
export async function readFunctionLog(
  tables: TableOnly,
  name: Name,
  { since, now }: { readonly since: RecentCursor | undefined; readonly now: Date },
): Promise<{ runs: readonly FunctionRun[]; cursor: RecentCursor }> {
  const asked = { since, now, keptSeconds: KEPT_SECONDS };
  const { items, cursor } = await readRecent({ ...tables, toItem: toLogItem }, functionLogPartition(name), asked);
  return { runs: items.flatMap(({ text }) => JSON.parse(text) as FunctionRun[]), cursor };
}

function toLogItem(stored: Readonly<Record<string, AttributeValue>>) {
  const item = upgrade<typeof stored>('function-log', stored);
  return { key: item['sk']?.S, text: item['runs']?.S ?? '[]' };
}
