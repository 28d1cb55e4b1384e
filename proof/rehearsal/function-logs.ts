import { CREDENTIALS, REGION } from './environment.ts';
import type { Emulator } from './emulator.ts';

type LogGroups = { readonly logGroups: readonly { readonly logGroupName: string }[] };
type LogEvents = { readonly events: readonly { readonly message: string }[] };

/** What Lambda itself says around every invocation, and a remark that the emulator's own code causes. */
const NOISE = /^(START|END|REPORT) |DEP0169|--trace-deprecation/;

/** Everything the deployed functions have said, from the emulated CloudWatch Logs. */
export async function readFunctionLogs(emulator: Emulator): Promise<string[]> {
  const { logGroups } = (await call(emulator, 'DescribeLogGroups', {})) as LogGroups;
  const logs = await Promise.all(
    logGroups.map(async ({ logGroupName }) => {
      const { events } = (await call(emulator, 'FilterLogEvents', { logGroupName })) as LogEvents;
      const stage = logGroupName.split('/').at(-1) ?? logGroupName;
      return events.filter(({ message }) => !NOISE.test(message)).map(({ message }) => `${stage}: ${message}`);
    }),
  );
  return logs.flat();
}

/** The emulator takes the root of its account at its word, so nothing is signed here. */
async function call({ endpoint }: Emulator, action: string, body: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/${REGION}/logs/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return response.json();
}
