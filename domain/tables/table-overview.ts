// What lies in the tables, for people: docs/architecture.md shows these rows, and a test holds it to them. The forms are
// those of table-keys.ts.

import { REPLAY } from '../replay/replay.ts';
import * as keys from './table-keys.ts';

type Row = {
  readonly what: string;
  readonly partition: string;
  /** Empty in the dedupe table. */
  readonly sort: readonly string[];
  readonly readBy: string;
};

const row = (what: string, places: readonly keys.DocumentKey[], readBy: string): Row => {
  const [first] = places;
  return { what, partition: first?.pk ?? '', sort: places.map(({ sk }) => sk), readBy };
};
const at = (pk: string, ...sort: readonly string[]): keys.DocumentKey[] => sort.map((sk) => ({ pk, sk }));

const [ID, WORKSPACE, SOURCE, HASH] = ['<id>', '<workspace>', '<source>', '<sha256>'] as const;
const TIME = '<time>#<random>';
const RESOURCES = [keys.sourceItemKey(ID), keys.destinationItemKey(ID)] as const;
const DESTINATION = RESOURCES[1];
const { API_KEYS } = keys;
/** `versionKey` pads numbers. */
const VERSION = { ...keys.versionsKey(ID), sk: `${keys.versionsKey(ID).sk}<number>` };

/** In the order in which somebody reads who begins with an event. */
export const CONTROL_TABLE_ROWS: readonly Row[] = [
  row('sources, destinations', at(keys.CONFIG_PARTITION, ...RESOURCES), 'every function, those that it needs'),
  row('the version of the configuration', [keys.CONFIG_VERSION], 'every function, every two seconds'),
  row('whose a write key is, for ever', [keys.writeKeyHashKey(HASH)], 'ingest'),
  row('when a write key was last used', [keys.keyUseKey(SOURCE, HASH)], 'API'),
  row('the destinations of a source', at(keys.destinationsOfPartition(SOURCE), DESTINATION), 'fan-out'),
  row('sources, destinations of a workspace', at(keys.resourcesPartition(WORKSPACE), ...RESOURCES), 'API'),
  row(
    'what functions have logged, three days',
    at(keys.functionLogPartition({ workspace: WORKSPACE, id: ID }), TIME),
    'API; delivery and source write',
  ),
  row(
    'how much of that there is',
    [
      keys.functionLogQuotaKey({ workspace: WORKSPACE, id: ID }, 'day', '<day>'),
      keys.functionLogQuotaKey({ workspace: WORKSPACE, id: ID }, 'minute', '<minute>'),
    ],
    'conditions of writes',
  ),
  row(
    'requests that a source has received, three days',
    at(keys.receivedPartition(SOURCE), TIME),
    'API; source writes',
  ),
  row('functions of a workspace', [keys.functionKey(WORKSPACE, ID)], 'API, delivery, source'),
  row('versions of a function', [{ ...keys.functionVersionKey(WORKSPACE, ID), sk: '<number>' }], 'API'),
  row('addresses of a source of requests', [keys.sourceAddressKey(SOURCE, ID)], 'API'),
  row('whose an address is', [keys.addressTokenKey(HASH)], 'source'),
  row('the number of additions, for quotas', [keys.quotaTicketKey(WORKSPACE)], 'API, when something is added'),
  row(
    'whose an id is, for ever',
    [...RESOURCES, keys.appKey('', ID).sk, keys.componentKey('', ID).sk].map(keys.idKey),
    'conditions of writes',
  ),
  row('notices for people', at(keys.NOTICE_PARTITION, DESTINATION), 'ledger, API'),
  row(
    'breakers, throttles, runs of failures',
    at(keys.HEALTH_PARTITION, ...['', keys.THROTTLE_PREFIX, keys.SETUP_PREFIX].map((prefix) => prefix + DESTINATION)),
    'delivery, ledger, API',
  ),
  row('who releases what is held', at(keys.LEASE_PARTITION, DESTINATION), 'delivery, sweep'),
  row('workspaces', [keys.workspaceKey(WORKSPACE)], 'API'),
  row('members of a workspace, and its owners', [keys.memberKey(WORKSPACE, ID), keys.ownersKey(WORKSPACE)], 'API'),
  row('tokens of a workspace', [keys.tokenKey(WORKSPACE, ID)], 'API, for lists'),
  row('a token by its hash', [keys.tokenHashKey(HASH)], 'API, at every request'),
  row('workspaces of a person', [keys.membershipKey('<email>', WORKSPACE)], 'API, when somebody has signed in'),
  row("an app's OAuth client", [keys.clientKey(ID)], 'API, for each token request'),
  row(
    'OAuth clients and grants of a workspace',
    [keys.clientsKey(WORKSPACE, '<app>', ID), keys.grantsKey(WORKSPACE, ID)],
    'API, for lists',
  ),
  row("a customer's grant to an app", [keys.grantKey(ID)], 'API, at every request of an app'),
  row('a code, a day', [keys.codeHashKey(HASH)], 'API, when it is exchanged'),
  row('the log of changes, 400 days', at(keys.auditPartition(WORKSPACE), TIME), 'API, newest first'),
  row(
    'counters',
    at(`${keys.LEDGER_KEY_PREFIX}<shard>`, ...RESOURCES, keys.replayLedgerKey(ID), keys.UNATTRIBUTED_LEDGER_KEY),
    'fan-out and delivery write, ledger reads',
  ),
  row(
    'undelivered events, 90 days',
    at(keys.undeliveredPartition(ID), '<time>#<pack>-<retry>'),
    'control API, newest first',
  ),
  row('jobs of replays', at(keys.jobKeys(REPLAY).jobs, ID), 'replay, control API'),
  row('the parts of a replay', at(keys.jobKeys(REPLAY).parts + ID, '<part>'), 'replay, control API'),
  row('sources that somebody looks at', at(keys.WATCHED_PARTITION, SOURCE), 'ingest, fan-out, every two seconds'),
  row('events for who looks, 15 minutes', at(keys.debugPartition(SOURCE), TIME), 'API; ingest and fan-out write'),
  row(
    'what events of a source look like',
    at(keys.schemaPartition(SOURCE), '<type>#<name>', keys.OTHER_EVENTS, keys.SCHEMA_INDEX),
    'API; fan-out writes',
  ),
  row('runs of the test suite, 90 days', [keys.testKey(WORKSPACE, ID)], 'API'),
  row(
    'apps and components of a workspace',
    [keys.appKey(WORKSPACE, ID), keys.componentKey(WORKSPACE, ID)],
    'API, of its partner; one each for reviewers',
  ),
  row('published versions of a component', [VERSION], 'API, one when it is shown or connected; console'),
  row(
    'the catalog, without settings and docs',
    [keys.catalogKey('<component>')],
    'API, all at once for lists; console',
  ),
  row('logos of an app', [keys.logoKey('<app>', '<sha256>.png')], 'console, for pages that show them'),
  row('what waits for a reviewer', [keys.submissionKey('<component>')], 'API, for reviewers'),
  row('lanes that published components want', [keys.laneKey('<lane>')], 'control API, for operators'),
  row(
    'the last test of a version',
    at(`${API_KEYS.componentChecks}${ID}#<version>`, keys.componentTestKey(ID, 1).sk),
    'API, for the checklist',
  ),
  row(
    'the workspace file as it was loaded last',
    at(keys.loadedFilePartition(WORKSPACE), ...RESOURCES, keys.loadedFunctionKey(ID)),
    'one machine, when it starts',
  ),
];

const item = (what: string, partition: string, readBy: string): Row => ({ what, partition, sort: [], readBy });
const JOB = { id: '<job>', spec: { onlyUndelivered: false, destination: '' } };
const UNDELIVERED_JOB = { id: '', spec: { onlyUndelivered: true, destination: '<destination>' } };
const [MESSAGE, PACK, OWNER] = ['<message>', '<pack>', { owner: '<owner>', period: '<period>' }] as const;
const numbered = (key: (number: number) => string, ...names: readonly string[]): string =>
  names.reduce((form, name) => form.replace(String(NUMBER), name), key(NUMBER));
/** Stands in a form until its name does. */
const NUMBER = 987_654;

/** What expires. */
export const DEDUPE_TABLE_ROWS: readonly Row[] = [
  item('the claim on an event', keys.claimKey(SOURCE, MESSAGE), 'fan-out, trace'),
  item('the same, from a server key', keys.claimKey(SOURCE, MESSAGE, 'server'), 'fan-out, trace'),
  item('the claim on the counts of an ingest pack', keys.packCountsKey(PACK), 'fan-out'),
  item('a batch that is counted', keys.batchKey('<batch>'), 'fan-out, trace'),
  item(
    'the same in parts, for many destinations',
    numbered((number) => keys.batchPartKey('<batch>', number), '<from>'),
    'fan-out',
  ),
  item(
    'the decision about an attempt',
    numbered((retry) => keys.attemptKey({ packId: PACK, retry }), '<retry>'),
    'delivery, trace',
  ),
  item(
    'an undelivered event that was resolved',
    numbered((index) => keys.resolveKey(ID, index), '<index>'),
    'delivery',
  ),
  item(
    'a turn at a destination',
    numbered((turn) => keys.turnKey('<destination>', turn), '<turn>'),
    'delivery',
  ),
  item('the line before a destination', keys.lineKey('<destination>'), 'delivery'),
  item(
    'a step of a replay',
    numbered((n) => keys.jobStepKey(REPLAY, { jobId: '<job>', part: n, sequence: n }), '<part>', '<sequence>'),
    'replay',
  ),
  item(
    'the claim of a replay on an event',
    keys.replayClaimKey(JOB, { sourceId: SOURCE, keyClass: 'browser' }, MESSAGE),
    'replay',
  ),
  item(
    'the same, of what came with a server key',
    keys.replayClaimKey(JOB, { sourceId: SOURCE, keyClass: 'server' }, MESSAGE),
    'replay',
  ),
  item(
    'the same, of replays of what was not delivered',
    keys.replayClaimKey(UNDELIVERED_JOB, { sourceId: SOURCE, keyClass: 'browser' }, MESSAGE),
    'replay',
  ),
  item(
    'what an owner counted in a minute',
    numbered((shard) => keys.periodKey('minute', { ...OWNER, shard }), '<shard>'),
    'ledger, sweep',
  ),
  item(
    'what an owner counted in an hour',
    numbered((shard) => keys.periodKey('hour', { ...OWNER, shard }), '<shard>'),
    'ledger',
  ),
  item(
    'requests of a caller in a window',
    numbered((n) => keys.apiCounterKey('<counter>', '<caller>', n), '<window>'),
    'API',
  ),
  item(
    'the same, of who asks for tokens',
    numbered((n) => keys.apiCounterKey('<counter>', keys.oauthCallerKey('<client or address>'), n), '<window>'),
    'API',
  ),
  item('the answer for an idempotency key', keys.apiAnswerKey(HASH), 'API'),
];

/** A table of Markdown, in columns as the formatter makes them. */
export function tableOf(rows: readonly Row[]): string {
  const hasSort = rows.some(({ sort }) => sort.length > 0);
  const code = (form: string): string => `\`${form}\``;
  const cells = rows.map(({ what, partition, sort, readBy }) => [
    what,
    code(partition),
    ...(hasSort ? [sort.map(code).join(', ')] : []),
    readBy,
  ]);
  const head = ['what', hasSort ? 'partition' : 'key', ...(hasSort ? ['sort key'] : []), 'read by'];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((line) => line[column]?.length ?? 0)));
  const print = (line: readonly string[], fill = ' '): string =>
    `| ${widths.map((width, column) => (line[column] ?? '').padEnd(width, fill)).join(' | ')} |`;
  return [print(head), print([], '-'), ...cells.map((line) => print(line))].join('\n');
}
