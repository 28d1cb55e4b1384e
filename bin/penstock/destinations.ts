import { FIRST_KIND, KIND_NAMES, KINDS, KINDS_IN_WORDS } from '../../destinations/kinds.ts';
import { type ApiClient, type InputTo, type ItemOf } from '../../client/api-client.ts';
import { ApiCallError } from '../../client/call-error.ts';
import { readAssignments } from './assignments.ts';
import { collect } from './collect.ts';
import { command, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { noteWarnings } from './changes.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

type Destination = ItemOf<'GET /destinations'>;

/** What `create` and `set` take beside their options; docs/workspace-file.md explains each. */
const FIELDS = {
  'name=CRM': 'what people call it',
  'enabled:=false': 'whether it gets events',
  'filter=type = "track"': 'which events it gets; filter:=null for all',
  ...Object.fromEntries(KIND_NAMES.flatMap((name) => Object.entries(KINDS[name].assignments))),
  'retry:={"retries":9,"over":"4h"}': 'how often, and over how long, it is tried again',
  'rateLimit.perSecond:=50': 'requests a second; rateLimit.atOnce:=5 at the same time',
  'batch:={"maxEvents":100,"maxWait":"10s"}':
    'so many events go in one request, as a JSON list; batch:=null for one each',
  'breaker:={"probeAfter":"5m"}': 'when it counts as down; also failingShare, minimumAttempts, window',
  'switchOffAfter:=1000': 'setup failures in a row, or "never"',
  'componentVersion:=2': 'of its catalog entry',
};

/** What people have to know first: off, down, slowed down, or in order. */
export function stateOf({ enabled, down, throttled }: Pick<Destination, 'enabled' | 'down' | 'throttled'>): string {
  if (!enabled) return 'off';
  if (down !== undefined) return `down since ${down.since.slice(0, 19)}Z (${down.reason})`;
  return throttled === undefined ? 'ok' : `slowed to ${throttled.perSecond}/s`;
}

function printDestination(out: Output, json: boolean, destination: Destination): void {
  if (json) {
    out.json(destination);
    return;
  }
  const { id, name, sourceId, kind, filter, settings, retry, rateLimit, notice, lane } = destination;
  const { metadataId, componentVersion, availableVersion, replay } = destination;
  const later = availableVersion === undefined ? '' : ` (there is version ${availableVersion})`;
  out.fields({
    ...{ id, name, source: sourceId, kind, state: stateOf(destination) },
    catalog: metadataId === undefined ? undefined : `${metadataId}, version ${componentVersion ?? '?'}${later}`,
    ...{ filter, retries: `${retry.retries} over ${retry.over}`, 'rate limit': rateLimit, lane },
    replay: replay ? undefined : 'no, but of what never arrived',
    ...flatten({ settings }),
  });
  if (notice !== undefined) out.line(`! ${notice}`);
}

/** The API checks what is assigned, and says what is wrong with it. */
async function update(
  { connection, out, json }: Pick<Parameters<Command['run']>[0], 'connection' | 'out'> & { json: boolean },
  destinationId: string,
  body: Record<string, unknown>,
): Promise<void> {
  const client = await connection.client();
  const params = { destinationId };
  const { destination, warnings } = await client.call('PATCH /destinations/{destinationId}', { params, body });
  printDestination(out, json, destination);
  noteWarnings(out, warnings);
}

async function whatIsLost(client: ApiClient, destinationId: string): Promise<string> {
  const what = `The destination ${destinationId} is deleted, with its settings.`;
  const { destinations } = await client.whole('GET /delivery-overview').catch(refusedAsNothing);
  const found = destinations.find(({ id }) => id === destinationId);
  const lost = (found?.held ?? 0) + (found?.waiting ?? 0);
  if (found === undefined || lost === 0) return what;
  return `${what} ${lost} events that are on their way to it are discarded (${found.held} of them are held).`;
}

/** Who may delete it may perhaps not read the counts. */
function refusedAsNothing(error: unknown): { destinations: readonly never[] } {
  if (error instanceof ApiCallError && error.code === 'forbidden') return { destinations: [] };
  throw error;
}

const switchCommand = (verb: 'enable' | 'disable', summary: string): Command =>
  command({
    words: `destinations ${verb}`,
    args: ['DESTINATION'],
    summary,
    async run({ args: [id = ''], values: { json }, connection, out }) {
      await update({ connection, out, json }, id, { enabled: verb === 'enable' });
    },
  });

export const destinationCommands: readonly Command[] = [
  command({
    words: 'destinations list',
    summary: 'where events go, and what is out of order',
    options: { source: { type: 'string', value: 'SOURCE', help: 'of this source' } },
    async run({ values: { json, source }, connection, out }) {
      const query = source === undefined ? {} : { sourceId: source };
      const destinations = await collect((await connection.client()).list('GET /destinations', { query }));
      printList({ out, json }, destinations, {
        empty: 'There are no destinations. "penstock destinations create" makes one.',
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name,
          SOURCE: ({ sourceId }) => sourceId,
          KIND: ({ kind }) => kind,
          STATE: stateOf,
          URL: ({ settings }) => (typeof settings['url'] === 'string' ? settings['url'] : ''),
        },
      });
      if (!json) for (const { id, notice } of destinations) if (notice !== undefined) out.line(`! ${id}: ${notice}`);
    },
  }),
  command({
    words: 'destinations create',
    args: ['[FIELD=VALUE...]'],
    summary: 'connects one: settings.url=https://... settings.sharedSecret=@file',
    fields: FIELDS,
    options: {
      source: { type: 'string', value: 'SOURCE', help: 'the source whose events it gets' },
      name: { type: 'string', value: 'NAME', help: 'what people call it' },
      id: { type: 'string', value: 'ID', help: 'instead of one that is made of the name' },
      kind: { type: 'string', value: 'KIND', default: FIRST_KIND, help: `of one of your own: ${KINDS_IN_WORDS}` },
      catalog: { type: 'string', value: 'ENTRY', help: 'an entry of the catalog, instead of one of your own' },
      filter: { type: 'string', value: 'FQL', help: 'which events it gets, such as: type = "track"' },
    },
    async run({ args, values: { json, source, name, id, kind, catalog, filter }, connection, out }) {
      const options = Object.entries({
        ...{ sourceId: source, name, id, metadataId: catalog, filter },
        kind: catalog === undefined ? kind : undefined,
      });
      const said = Object.fromEntries(options.filter(([, value]) => value !== undefined));
      // What is missing or wrong, the API says with the place.
      const body = {
        settings: {},
        ...said,
        ...readAssignments(args),
      } as unknown as InputTo<'POST /destinations'>['body'];
      const { destination, warnings } = await (await connection.client()).call('POST /destinations', { body });
      printDestination(out, json, destination);
      noteWarnings(out, warnings);
    },
  }),
  command({
    words: 'destinations show',
    args: ['DESTINATION'],
    summary: 'one destination; secrets are marks',
    async run({ args: [destinationId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const { destination } = await client.call('GET /destinations/{destinationId}', { params: { destinationId } });
      printDestination(out, json, destination);
    },
  }),
  command({
    words: 'destinations set',
    args: ['DESTINATION', 'FIELD=VALUE...'],
    summary: 'changes it: name=CRM rateLimit.perSecond:=50 filter:=null',
    fields: FIELDS,
    async run({ args: [id = '', ...assignments], values: { json }, connection, out }) {
      await update({ connection, out, json }, id, readAssignments(assignments));
    },
  }),
  switchCommand('enable', 'sends it events again, and those that were held'),
  switchCommand('disable', 'sends it nothing; what is on its way is held'),
  command({
    words: 'destinations delete',
    args: ['DESTINATION'],
    summary: 'deletes it; events on their way to it are discarded',
    options: YES,
    async run({ args: [destinationId = ''], values, connection, out, ask }) {
      const { json } = values;
      const client = await connection.client();
      await requireYes({ ask, values }, await whatIsLost(client, destinationId));
      const answer = await client.call('DELETE /destinations/{destinationId}', { params: { destinationId } });
      if (json) out.json(answer);
      else out.line(`The destination ${destinationId} is deleted.`);
    },
  }),
];
