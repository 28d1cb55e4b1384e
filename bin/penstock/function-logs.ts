import { setTimeout as wait } from 'node:timers/promises';
import type { DataOf } from '../../client/api-client.ts';
import { command, type Command } from './command.ts';
import type { Output } from './output.ts';

type Logged = DataOf<'GET /functions/{functionId}/logs'>['logs'][number];

const LOOK_EVERY_MS = 1_000;

function printRun(out: Output, run: Logged): void {
  const { at, version, result, reason, messageId, events, cpuMs, ms, message, requests, logs } = run;
  const what = messageId ?? (events === undefined ? undefined : `${events} events`);
  const about = [`${cpuMs} ms of CPU`, `${ms} ms in all`].join(', ');
  out.line([at, version === undefined ? '' : `v${version}`, reason ?? result, what ?? '', about].join('  '));
  if (message !== undefined) out.line(`  ${message}`);
  for (const { method, url, status, failure, ms: took } of requests) {
    out.line(`  > ${method} ${url}  ${status ?? failure ?? 'no answer'} after ${took} ms`);
  }
  for (const { level, text } of logs) out.line(`  ${level}: ${text}`);
}

export const functionLogCommands: readonly Command[] = [
  command({
    words: 'functions logs',
    args: ['FUNCTION'],
    summary: 'what a function has logged in production: all runs that failed, and one in a hundred that did not',
    options: {
      follow: { type: 'boolean', default: false, help: 'and what comes, until you stop it' },
    },
    async run({ args: [functionId = ''], values: { follow, json }, connection, out }) {
      const client = await connection.client();
      let since: string | undefined;
      let isAny = false;
      for (;;) {
        const query = since === undefined ? {} : { since };
        const { logs, cursor } = await client.call('GET /functions/{functionId}/logs', {
          params: { functionId },
          query,
        });
        isAny ||= logs.length > 0;
        for (const run of logs) {
          if (json) out.json(run);
          else printRun(out, run);
        }
        if (!follow) {
          if (!isAny && !json) out.note('Nothing was logged in the last three days.');
          return;
        }
        since = cursor;
        await wait(LOOK_EVERY_MS);
      }
    },
  }),
];
