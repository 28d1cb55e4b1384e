import type { DataOf, InputTo } from '../../client/api-client.ts';
import type { Difference } from '../../domain/base/differences.ts';
import { describeDifference } from '../../domain/workspace/describe-change.ts';
import { readAssignments } from './assignments.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { printTest } from './component-tests.ts';
import { printProgramme } from './component-usage.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

type Review = DataOf<'GET /reviews/{submissionId}'>['review'];
type Client = Awaited<ReturnType<Parameters<Command['run']>[0]['connection']['client']>>;

type Codes = { readonly before: string; readonly after: string };

/** The code that was submitted, and that of the published version; undefined where what waits is no code. */
async function codesOf(client: Client, { id, publishedVersion, submission }: Review): Promise<Codes | undefined> {
  const { code } = (submission?.definition ?? {}) as { readonly code?: object };
  if (code === undefined) return undefined;
  const read = async (of: 'submitted' | 'published'): Promise<string> => {
    const wanted = { params: { submissionId: id }, query: { of } };
    return (await client.call('GET /reviews/{submissionId}/code', wanted)).componentCode?.code ?? '';
  };
  return { before: publishedVersion === undefined ? '' : await read('published'), after: await read('submitted') };
}

type Read = Review & { readonly revision: string | undefined; readonly code?: Codes | undefined };

function printReview(out: Output, review: Read): void {
  const { id, workspaceId, kind, state, publishedVersion, app, submission, revision } = review;
  const ofApp = { app: `${app.name} (${app.id})`, workspace: workspaceId };
  out.fields({ id, ...ofApp, kind, state, published: publishedVersion, revision });
  if (submission === undefined) return;
  const { version, submittedAt, checklist, differences } = submission;
  out.line(`\nversion ${version}, submitted ${submittedAt ?? '?'}`);
  for (const { status, title, details } of checklist)
    out.line(`  ${status.padEnd(6)}${[title, ...details].join('  ')}`);
  out.line(publishedVersion === undefined ? '\nall of it is new:' : `\nagainst version ${publishedVersion}:`);
  for (const difference of differences.flatMap(opened)) printDifference(out, difference);
  const { code } = review;
  if (code !== undefined && code.before !== code.after) printDifference(out, { path: 'code', ...code });
}

/** What is new as a whole, field by field. */
function opened(difference: Difference): Difference[] {
  if (difference.before !== undefined) return [difference];
  return Object.entries(flatten({ [difference.path]: difference.after })).map(([path, after]) => ({ path, after }));
}

/** Texts of several lines as people read them, with those lines that are not the same. */
function printDifference(out: Output, difference: Difference): void {
  const { path, before = '', after = '' } = difference;
  if (typeof before !== 'string' || typeof after !== 'string' || !`${before}${after}`.includes('\n')) {
    out.line(`  ${describeDifference(difference)}`);
    return;
  }
  out.line(`  ${path}:`);
  const [old, now] = [before.split('\n'), after.split('\n')];
  for (const line of old) if (!now.includes(line)) out.line(`    - ${line}`);
  for (const line of now) if (before === '' || !old.includes(line)) out.line(`    + ${line}`);
}

const showCommand = (words: string, summary: string): Command =>
  command({
    words,
    args: ['COMPONENT'],
    summary,
    async run({ args: [submissionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const { data, revision } = await client.send('GET /reviews/{submissionId}', { params: { submissionId } });
      const review = { ...data.review, revision, code: await codesOf(client, data.review) };
      if (json) out.json(review);
      else printReview(out, review);
    },
  });

/** Decisions are about what somebody has read: if the partner has changed it since, there is something else to read. */
const REVISION = {
  revision: { type: 'string', value: 'REVISION', help: 'what you have read: "reviews show" says which it is' },
} as const;

function revisionOf(revision: string | undefined, component: string): { readonly ifMatch: string } {
  if (revision !== undefined) return { ifMatch: revision };
  const first = `penstock reviews show ${component}`;
  throw new UsageError(`Say what you have read: --revision REVISION, as "${first}" shows it.`);
}

/** Takes a published component along its way, or out of the catalog. */
const moveCommand = (verb: 'promote' | 'retire', summary: string): Command =>
  command({
    words: `reviews ${verb}`,
    args: ['COMPONENT'],
    summary,
    options: REVISION,
    async run({ args: [submissionId = ''], values: { revision, json }, connection, out }) {
      const wanted = { params: { submissionId }, ...revisionOf(revision, submissionId) };
      const client = await connection.client();
      const { component } = await client.call(`POST /reviews/{submissionId}/${verb}`, wanted);
      if (json) out.json(component);
      else out.line(`${component.id} is ${component.state}.`);
    },
  });

/** For people of the workspace that the operator has made the reviewing one. */
export const reviewCommands: readonly Command[] = [
  command({
    words: 'reviews list',
    summary: 'what waits for a reviewer, oldest first; with --state what is published',
    options: {
      state: { type: 'string', value: 'STATE', help: 'private-beta, public-beta, public or retired' },
    },
    async run({ values: { json, state }, connection, out }) {
      // Whatever is wrong with it, the API says.
      const query = (state === undefined ? {} : { state }) as NonNullable<InputTo<'GET /reviews'>['query']>;
      const reviews = await collect((await connection.client()).list('GET /reviews', { query }));
      printList({ out, json }, reviews, {
        empty: state === undefined ? 'Nothing waits.' : 'Nothing is there.',
        columns: {
          ID: ({ id }) => id,
          APP: ({ appId }) => appId,
          WORKSPACE: ({ workspaceId }) => workspaceId,
          VERSION: ({ version }) => version,
          SINCE: ({ submittedAt, publishedAt = '' }) => (submittedAt ?? publishedAt).slice(0, 16),
        },
      });
    },
  }),
  showCommand('reviews show', 'a submission: app, checklist, and what is different from the published version'),
  // Who thinks of the component and not of a queue looks for it here.
  showCommand('components review', 'the same as "reviews show", for who reviews'),
  command({
    words: 'reviews approve',
    args: ['COMPONENT'],
    summary: 'publishes it, in private beta at first',
    options: { ...REVISION, comments: { type: 'string', value: 'TEXT', help: 'for the partner' } },
    async run({ args: [submissionId = ''], values: { revision, comments, json }, connection, out }) {
      const body = comments === undefined ? {} : { comments };
      const wanted = { params: { submissionId }, body, ...revisionOf(revision, submissionId) };
      const client = await connection.client();
      const { component } = await client.call('POST /reviews/{submissionId}/approve', wanted);
      if (json) out.json(component);
      else out.line(`${component.id} is ${component.state}, version ${component.currentVersion ?? '?'}.`);
    },
  }),
  command({
    words: 'reviews reject',
    args: ['COMPONENT'],
    summary: 'gives it back to the partner',
    options: { ...REVISION, comments: { type: 'string', value: 'TEXT', help: 'what has to be different' } },
    async run({ args: [submissionId = ''], values: { revision, comments, json }, connection, out }) {
      if (comments === undefined) throw new UsageError('Say what has to be different: --comments TEXT.');
      const wanted = { params: { submissionId }, body: { comments }, ...revisionOf(revision, submissionId) };
      const client = await connection.client();
      const { component } = await client.call('POST /reviews/{submissionId}/reject', wanted);
      if (json) out.json(component);
      else out.line(`${component.id} is ${component.state}.`);
    },
  }),
  command({
    words: 'reviews programme',
    args: ['COMPONENT'],
    summary: 'what the programme asks for before it is public, and what of it is there',
    async run({ args: [submissionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { submissionId };
      printProgramme({ out, json }, (await client.call('GET /reviews/{submissionId}/programme', { params })).programme);
    },
  }),
  command({
    words: 'reviews test',
    args: ['COMPONENT', '[SETTING=VALUE...]'],
    summary: 'runs the test suite against what was submitted, with the settings of a customer; 1 when it fails',
    async run({ args: [submissionId = '', ...assignments], values: { json }, connection, out }) {
      const wanted = { params: { submissionId }, body: { settings: readAssignments(assignments) } };
      const client = await connection.client();
      const { componentTest } = await client.call('POST /reviews/{submissionId}/component-tests', wanted);
      if (json) out.json(componentTest);
      else printTest(out, componentTest);
      if (!componentTest.passed) process.exitCode = 1;
    },
  }),
  moveCommand('promote', 'moves a published component on, to public beta and then to public'),
  moveCommand('retire', 'takes it out of the catalog for ever; who has connected it keeps it'),
];
