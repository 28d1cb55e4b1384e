import type { DataOf } from '../../client/api-client.ts';
import { command, type Command } from './command.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

// What becomes of a component at its customers, and how far it is from being public.

/** The programme as a table: what is there of what is asked for. */
export function printProgramme(
  how: { readonly out: Output; readonly json: boolean },
  programme: readonly Asked[],
): void {
  printList(how, programme, {
    empty: 'Nothing is asked for.',
    columns: {
      STATUS: ({ status }) => status,
      WHAT: ({ title }) => title,
      THERE: ({ found, wanted }) => `${found} of ${wanted}`,
      DETAILS: ({ details }) => details.join(' '),
    },
  });
}
type Asked = DataOf<'GET /components/{componentId}/programme'>['programme'][number];

type Usage = DataOf<'GET /components/{componentId}/usage'>;

function printUsage(out: Output, { usage, shownFrom }: Usage): void {
  if (usage === undefined) {
    out.line(`Shown once ${shownFrom.workspaces} other workspaces have connected it: fewer could be told apart.`);
    return;
  }
  const { workspaces, versions, delivered, undelivered, successShare, latencyMs } = usage;
  if (usage.accepted !== undefined) {
    const have = versions.map(({ version, sources = 0 }) => `${sources} have ${version}`).join(', ');
    out.fields({ workspaces, versions: have, accepted: usage.accepted, rejected: usage.rejected });
    return;
  }
  out.fields({
    ...{
      workspaces,
      versions: versions.map(({ version, destinations }) => `${destinations} have ${version}`).join(', '),
    },
    ...{ delivered, undelivered, success: successShare === null ? undefined : `${(100 * successShare).toFixed(2)} %` },
    ...flatten({ 'latency ms': latencyMs }),
  });
}

export const componentUsageCommands: readonly Command[] = [
  command({
    words: 'components usage',
    args: ['COMPONENT'],
    summary: 'what became of the events of its customers, in sums over all of them',
    async run({ args: [componentId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const answer = await client.call('GET /components/{componentId}/usage', { params: { componentId } });
      if (json) out.json(answer);
      else printUsage(out, answer);
    },
  }),
  command({
    words: 'components programme',
    args: ['COMPONENT'],
    summary: 'what the programme asks for before it is public, and what of it is there',
    async run({ args: [componentId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { componentId };
      printProgramme(
        { out, json },
        (await client.call('GET /components/{componentId}/programme', { params })).programme,
      );
    },
  }),
];
