import type { DataOf } from '../../client/api-client.ts';
import { readText } from './assignments.ts';
import { command, UsageError, type Command } from './command.ts';
import { printableJson, type Output } from './output.ts';

type Test = DataOf<'POST /destinations/{destinationId}/test-event'>['test'];

/** Every step, and what was said on the way. */
export function printEventTest(out: Output, { steps, rejected, dropped, request, response, next }: Test): void {
  for (const { name, result, detail } of steps) out.line(`${name.padEnd(10)}${result.padEnd(9)}${detail}`);
  if (rejected !== undefined) out.line(`\nrejected: ${rejected.reason}\n${rejected.explanation}`);
  if (dropped !== undefined) {
    out.line(`\ndropped by ${dropped.by}: ${dropped.explanation}`);
    for (const { part, values } of dropped.parts ?? []) out.line(`  ${part}   ${printableJson(values)}`);
  }
  if (request !== undefined) {
    out.line(`\n> ${request.method} ${request.url}`);
    for (const [name, value] of Object.entries(request.headers)) out.line(`> ${name}: ${value}`);
    out.line(`>\n> ${request.body}`);
  }
  if (response?.kind === 'response') {
    out.line(`\n< ${response.status} after ${response.latencyMs} ms`);
    for (const [name, value] of Object.entries(response.headers)) out.line(`< ${name}: ${value}`);
    out.line(`<\n${response.body.replaceAll(/^/gm, '< ')}${response.bodyTruncated ? ' ...' : ''}`);
  }
  if (response?.kind === 'failed')
    out.line(`\n< ${response.failure} after ${response.latencyMs} ms: ${response.message}`);
  if (next !== undefined) out.line(`\n${next.result}: ${next.explanation}`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsageError('The event is no JSON. Write {"type":"track","event":"Order","userId":"u1"}, or @FILE.');
  }
}

/** JSON, `@file`, or `@-` for stdin. */
function readEvent(text: string): Record<string, unknown> {
  const event = parsed(text.startsWith('@') ? readText(text.slice(1)) : text);
  if (typeof event === 'object' && event !== null && !Array.isArray(event)) return event as Record<string, unknown>;
  throw new UsageError('An event is an object of JSON, such as {"type":"track","event":"Order","userId":"u1"}.');
}

export const testerCommands: readonly Command[] = [
  command({
    words: 'tester',
    args: ['DESTINATION', 'EVENT'],
    summary: 'takes one event (JSON or @file) through a destination and shows every step',
    options: {
      'dry-run': { type: 'boolean', default: false, help: 'makes no request' },
      'ignore-routing': {
        type: 'boolean',
        default: false,
        help: 'sends it also when the destination would not get it',
      },
    },
    async run({ args: [destinationId = '', event = ''], values, connection, out }) {
      const body = {
        event: readEvent(event),
        dryRun: values['dry-run'],
        ignoreRouting: values['ignore-routing'],
      };
      const client = await connection.client();
      const { test } = await client.call('POST /destinations/{destinationId}/test-event', {
        params: { destinationId },
        body,
      });
      if (values.json) out.json(test);
      else printEventTest(out, test);
    },
  }),
  command({
    words: 'destinations test',
    args: ['DESTINATION'],
    summary: 'sends a harmless event and says whether it can be reached; 1 when it cannot',
    async run({ args: [destinationId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { destinationId };
      const answer = await client.call('POST /destinations/{destinationId}/test-connection', { params, body: {} });
      if (json) out.json(answer);
      else out.line(`${answer.connection}: ${answer.explanation}`);
      if (answer.connection === 'failed') process.exitCode = 1;
    },
  }),
];
