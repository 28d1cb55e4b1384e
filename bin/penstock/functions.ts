import { writeFileSync } from 'node:fs';
import type { DataOf } from '../../client/api-client.ts';
import { FUNCTION_TYPES, type FunctionType } from '../../domain/functions/function-call.ts';
import { readText } from './assignments.ts';
import { codeOf } from './code-of-file.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { functionLogCommands } from './function-logs.ts';
import { FUNCTION_TYPES_TEXT } from './function-types.ts';
import type { Output } from './output.ts';

// Functions from a shell: the code of a file is bundled with what it imports, and what does not load is refused.

type Tested = DataOf<'POST /functions/{functionId}/test'>;
type Run = Tested['runs'][number];

function objectOf(text: string, what: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text.startsWith('@') ? readText(text.slice(1)) : text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`${what} must be an object of JSON, or @FILE.`);
}

function printRun(out: Output, { result, reason, explanation, returned, logs, requests, cpuMs, ms }: Run): void {
  out.line(`${result}  ${reason}  ${cpuMs} ms of CPU, ${ms} ms in all`);
  if (explanation !== undefined) out.line(`  ${explanation}`);
  for (const { method, url, status, failure, ms: took } of requests) {
    out.line(`  > ${method} ${url}  ${status ?? failure ?? 'no answer'} after ${Math.round(took)} ms`);
  }
  for (const { level, text } of logs) out.line(`  ${level}: ${text}`);
  if (returned !== undefined) out.line(`  returned ${JSON.stringify(returned)}`);
}

const TYPES_IN_WORDS = `${FUNCTION_TYPES.slice(0, -1).join(', ')} or ${FUNCTION_TYPES.at(-1) ?? ''}`;

function typeOf(said: string | undefined): FunctionType | undefined {
  const type = FUNCTION_TYPES.find((known) => known === said);
  if (said !== undefined && type === undefined) throw new UsageError(`--type is ${TYPES_IN_WORDS}.`);
  return type;
}

/** A number of a version as people type it. */
function versionOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`A version is a number, such as 3, and not "${text}".`);
}

const listed: readonly Command[] = [
  command({
    words: 'functions',
    summary: 'the functions of the workspace',
    async run({ values: { json }, connection, out }) {
      const functions = await collect((await connection.client()).list('GET /functions'));
      if (json) for (const each of functions) out.json(each);
      else {
        out.table(
          ['id', 'type', 'runs', 'latest', 'handlers'],
          functions.map(({ id, type, deployedVersion, latestVersion, handlers }) => [
            ...[id, type, deployedVersion ?? 'none', latestVersion, handlers.join(' ')],
          ]),
        );
      }
    },
  }),
  command({
    words: 'functions show',
    args: ['FUNCTION'],
    summary: 'one function, with its code',
    async run({ args: [functionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const shown = await client.call('GET /functions/{functionId}', { params: { functionId } });
      if (json) {
        out.json(shown);
        return;
      }
      const { settings, ...fields } = shown.function;
      out.fields({ ...fields, settings: Object.keys(settings).join(' ') || undefined });
      out.line(`\n${shown.code}`);
    },
  }),
  command({
    words: 'functions versions',
    args: ['FUNCTION'],
    summary: 'the versions of a function, newest first',
    async run({ args: [functionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const versions = await collect(client.list('GET /functions/{functionId}/versions', { params: { functionId } }));
      if (json) for (const each of versions) out.json(each);
      else {
        out.table(
          ['version', 'runs', 'created', 'by', 'bytes', 'hash'],
          versions.map(({ version, isDeployed, createdAt, createdBy, bytes, hash }) => [
            ...[version, isDeployed ? 'yes' : '', createdAt, createdBy.name, bytes, hash.slice(0, 12)],
          ]),
        );
      }
    },
  }),
];

const written: readonly Command[] = [
  command({
    words: 'functions push',
    args: ['FUNCTION', 'FILE'],
    summary: 'saves a file as the next version of a function, or as a new function, and lets it run',
    options: {
      type: { type: 'string', value: 'TYPE', help: `${TYPES_IN_WORDS}, for a new function` },
      'no-deploy': { type: 'boolean', default: false, help: 'keeps the version that runs' },
    },
    async run({ args: [functionId = '', file = ''], values, connection, out }) {
      const client = await connection.client();
      const code = await codeOf(file);
      const deploy = !values['no-deploy'];
      const known = await collect(client.list('GET /functions'));
      const isNew = !known.some(({ id }) => id === functionId);
      const type = typeOf(values.type);
      if (isNew && type === undefined) {
        throw new UsageError(`There is no function ${functionId}. Say what it is to be: --type ${TYPES_IN_WORDS}.`);
      }
      const saved =
        type !== undefined && isNew
          ? await client.call('POST /functions', { body: { id: functionId, type, code, deploy } })
          : await client.call('PATCH /functions/{functionId}', { params: { functionId }, body: { code, deploy } });
      if (values.json) {
        out.json(saved.function);
        return;
      }
      const { latestVersion, deployedVersion } = saved.function;
      out.line(`${functionId}: version ${latestVersion} is saved, version ${deployedVersion ?? 'none'} runs.`);
    },
  }),
  command({
    words: 'functions deploy',
    args: ['FUNCTION', '[VERSION]'],
    summary: 'lets a version run, the latest unless one is named',
    async run({ args: [functionId = '', version], values: { json }, connection, out }) {
      const client = await connection.client();
      const body = version === undefined ? {} : { version: versionOf(version) };
      const deployed = await client.call('POST /functions/{functionId}/deploy', { params: { functionId }, body });
      if (json) {
        out.json(deployed.function);
        return;
      }
      out.line(`${functionId}: version ${deployed.function.deployedVersion ?? ''} runs.`);
    },
  }),
  command({
    words: 'functions rollback',
    args: ['FUNCTION'],
    summary: 'lets the version before the one that runs run again',
    async run({ args: [functionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const back = await client.call('POST /functions/{functionId}/rollback', { params: { functionId } });
      if (json) {
        out.json(back.function);
        return;
      }
      out.line(`${functionId}: version ${back.function.deployedVersion ?? ''} runs.`);
    },
  }),
  command({
    words: 'functions delete',
    args: ['FUNCTION'],
    summary: 'deletes a function that no destination uses, with its versions',
    options: YES,
    async run({ args: [functionId = ''], values, connection, out, ask }) {
      await requireYes({ values, ask }, `Delete the function ${functionId} with all its versions?`);
      const client = await connection.client();
      await client.call('DELETE /functions/{functionId}', { params: { functionId } });
      if (values.json) {
        out.json({ status: 'SUCCESS' });
        return;
      }
      out.line(`The function ${functionId} is deleted.`);
    },
  }),
];

const tried: readonly Command[] = [
  command({
    words: 'functions test',
    args: ['FUNCTION'],
    summary: 'runs a function with an event or a request, where production runs it; 1 when it would not be delivered',
    options: {
      event: { type: 'string', value: 'JSON', help: 'the event, or @FILE' },
      request: {
        type: 'string',
        value: 'JSON',
        help: 'the request to a source function, {"headers", "body", "method", "url"}, or @FILE',
      },
      file: { type: 'string', value: 'FILE', help: 'this code instead of the latest version' },
      type: { type: 'string', value: 'TYPE', help: `${TYPES_IN_WORDS}, of code that is not saved yet` },
      settings: { type: 'string', value: 'JSON', help: 'settings of a destination, or @FILE' },
      fixtures: {
        type: 'string',
        value: 'JSON',
        help: '{"fixtures": [{"url", "status", "body"}]}, or @FILE: no requests',
      },
    },
    async run({ args: [functionId = ''], values, connection, out }) {
      const { event: given = '{"type":"track","userId":"u1","event":"Order Completed"}', request } = values;
      const type = typeOf(values.type);
      const fixtures = values.fixtures === undefined ? undefined : objectOf(values.fixtures, 'Fixtures')['fixtures'];
      const client = await connection.client();
      const tested = await client.call('POST /functions/{functionId}/test', {
        params: { functionId },
        body: {
          event: objectOf(given, 'An event'),
          // What only a source function is given.
          request: request === undefined ? {} : objectOf(request, 'A request'),
          ...(values.file === undefined ? {} : { code: await codeOf(values.file) }),
          ...(type === undefined ? {} : { type }),
          ...(values.settings === undefined ? {} : { settings: objectOf(values.settings, 'Settings') }),
          // The API says what is wrong with them.
          ...(fixtures === undefined ? {} : { fixtures: fixtures as never }),
        },
      });
      const isGood = tested.problem === undefined && tested.runs.every(({ result }) => GOOD.has(result));
      if (values.json) out.json(tested);
      else if (tested.problem === undefined) for (const run of tested.runs) printRun(out, run);
      else out.line(`It does not load: ${tested.problem}`);
      if (!isGood) process.exitCode = 1;
    },
  }),
  command({
    words: 'functions types',
    summary: 'types of what a function has, for an editor',
    options: { output: { type: 'string', value: 'FILE', help: 'where to, instead of standard output' } },
    async run({ values: { output }, out }) {
      if (output === undefined) {
        out.line(FUNCTION_TYPES_TEXT);
        return;
      }
      writeFileSync(output, FUNCTION_TYPES_TEXT);
      out.note(`The types are in ${output}.`);
    },
  }),
];

const GOOD: ReadonlySet<string> = new Set(['delivered', 'passed', 'filtered']);

export const functionCommands: readonly Command[] = [...listed, ...functionLogCommands, ...written, ...tried];
