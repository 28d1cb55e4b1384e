import type { DataOf, InputTo } from '../../client/api-client.ts';
import { readAssignments } from './assignments.ts';
import { command, type Call, type Command, type Options } from './command.ts';
import type { Output } from './output.ts';

type Test = DataOf<'GET /component-tests/{componentTestId}'>['componentTest'];
type Body = InputTo<'POST /component-tests'>['body'];

export function printTest(out: Output, { passed, counts, requests, cases, url, id }: Test): void {
  out.table(
    ['CASE', 'VERDICT', 'STATUS', 'MS', 'WHAT WAS SEEN'],
    cases.map(({ title, verdict, status, latencyMs, detail }) => [title, verdict, status, latencyMs, detail]),
  );
  const sums = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  out.line(
    `\n${passed ? 'Passed' : 'Not passed'}: ${sums.join(', ')}, ${url === '' ? `in ${requests} runs` : `in ${requests} requests to ${url}`} (${id}).`,
  );
}

async function runTest({ connection, out, values: { json } }: Call<Options>, body: Body): Promise<void> {
  const { componentTest } = await (await connection.client()).call('POST /component-tests', { body });
  if (json) out.json(componentTest);
  else printTest(out, componentTest);
  if (!componentTest.passed) process.exitCode = 1;
}

export const componentTestCommands: readonly Command[] = [
  command({
    words: 'components test',
    args: ['COMPONENT', '[SETTING=VALUE...]'],
    summary: 'runs the test suite against the draft, with the settings of a customer; 1 when it fails',
    run: (call) => {
      const [componentId = '', ...assignments] = call.args;
      return runTest(call, { componentId, settings: readAssignments(assignments) });
    },
  }),
  command({
    words: 'components test-endpoint',
    args: ['ENDPOINT', '[FIELD=VALUE...]'],
    summary: 'the same against an address that is no component yet: sharedSecret=@file settings.FIELD=...',
    run: (call) => {
      const [url = '', ...assignments] = call.args;
      // What is wrong, the API says with the place.
      return runTest(call, { url, ...readAssignments(assignments) });
    },
  }),
];
