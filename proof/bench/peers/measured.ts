// Other systems on one machine, as they were measured once beside Penstock: docs/performance.md says how, and what is unequal.
// They are servers in Go with databases of their own, which `npm run bench` does not install, so their figures stand here.

/** The commit of Penstock that was measured with them. */
export const PENSTOCK_THEN = '35b4594';

export const COLUMNS = [`Penstock, ${PENSTOCK_THEN}`, 'RudderStack', 'Outpost', 'Convoy'] as const;

export type PeerRow = {
  readonly what: string;
  /** In the order of the columns; what could not be measured is a dash. */
  readonly cells: readonly [string, string, string, string];
  /** Where `npm run bench -- one-machine` says the same: section and rows, whose values stand beside each other. */
  readonly own?: { readonly section: string; readonly rows: readonly string[]; readonly digits: number };
};

const CPU = 'CPU of all processes';
const MEMORY = 'memory of all processes (PSS)';

export const PEER_ROWS: readonly PeerRow[] = [
  {
    what: 'batches of 15: CPU seconds for 1,000 events',
    cells: ['1.03', '0.77', '–', '–'],
    own: { section: CPU, rows: ['batches of 15'], digits: 2 },
  },
  {
    what: 'batches of 15: delivered a second',
    cells: ['767', '1,504', '–', '–'],
    own: { section: 'delivered', rows: ['batches of 15'], digits: 0 },
  },
  {
    what: 'one event a request: CPU seconds for 1,000 events',
    cells: ['2.83', '1.30', '1.41', '12.2'],
    own: { section: CPU, rows: ['one event a request'], digits: 2 },
  },
  {
    what: 'one event a request: delivered a second',
    cells: ['288', '605', '669', '87'],
    own: { section: 'delivered', rows: ['one event a request'], digits: 0 },
  },
  {
    what: 'most memory, MB',
    cells: ['1,409', '797', '558', '719'],
    own: { section: MEMORY, rows: ['peak, batches of 15'], digits: 0 },
  },
  {
    what: 'latency at 100 events a second: p50 / p95 / p99, ms',
    cells: ['653 / 1,107 / 1,202', '1,583 / 4,498 / 5,684', '32 / 56 / 69', '6,639 / 7,702 / 8,035'],
    own: { section: 'due to delivered at 100 events/s, one a request', rows: ['p50', 'p95', 'p99'], digits: 0 },
  },
  { what: 'a healthy destination beside one that hangs: p99, ms', cells: ['1,164', '8,035', '> 79,000', '> 88,000'] },
  { what: 'of its 3,000 events not there a minute later', cells: ['0', '0', '2,020', '2,251'] },
  { what: 'from start to accepting, s', cells: ['1.1 to 1.5', '10.3', '0.2, its queue 6.2', '0.3, databases up'] },
  {
    what: 'kill -9 with a backlog: lost / sent twice',
    cells: ['0 / 0 of 6,000', '0 / 0 of 6,000', '0 / 0 of 2,354', '0 / 3 of 312'],
  },
  { what: 'last arrival after that, s', cells: ['8.6', '33', '0.5', '108'] },
  {
    what: 'idle: CPU seconds in a minute',
    cells: ['0.54', '3.71', '0.90', '0.32'],
    own: { section: 'CPU in 60 s without an event', rows: ['idle'], digits: 2 },
  },
  {
    what: 'idle: memory, MB',
    cells: ['441', '270', '187', '135'],
    own: { section: MEMORY, rows: ['idle after a start'], digits: 0 },
  },
];
