import type { ItemOf } from '../../client/api-client.ts';
import { differences } from '../../domain/base/differences.ts';
import { describeDifference } from '../../domain/workspace/describe-change.ts';
import { collect } from './collect.ts';
import { command, UsageError, type Command } from './command.ts';
import { printList } from './output.ts';
import { timeSaid, TIMES } from './times.ts';

type AuditEvent = ItemOf<'GET /audit-events'>;

const DEFAULT_LIMIT = '50';

export function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d{1,9}$/.test(text) && limit > 0) return limit;
  throw new UsageError(`--limit wants a whole number, 1 or more, and not "${text}".`);
}

type Filter = Readonly<Partial<Record<'type' | 'id' | 'actor' | 'from' | 'to', string | undefined>>>;

function queryOf({ type: resourceType, id: resourceId, actor: actorId, from, to }: Filter) {
  const now = new Date();
  const time = (text: string | undefined): string | undefined => (text === undefined ? undefined : timeSaid(text, now));
  return { resourceType, resourceId, actorId, from: time(from), to: time(to) };
}

function changesIn({ before, after }: AuditEvent): string[] {
  if (before === undefined || after === undefined) return [];
  return differences(before, after).map(describeDifference);
}

export const auditCommands: readonly Command[] = [
  command({
    words: 'notices',
    summary: 'what somebody should look at: down, throttled, switched off, failed, reviewed',
    async run({ values: { json }, connection, out }) {
      const notices = await collect((await connection.client()).list('GET /notices'));
      printList({ out, json }, notices, {
        empty: 'All is well.',
        columns: {
          'SINCE (UTC)': ({ at }) => at.slice(0, 19).replace('T', ' '),
          WHAT: ({ kind }) => kind,
          OF: ({ resourceType, resourceId }) => `${resourceType} ${resourceId}`,
          WHY: ({ message }) => message,
        },
      });
    },
  }),
  command({
    words: 'audit',
    summary: 'who changed what, newest first',
    options: {
      limit: { type: 'string', value: 'N', default: DEFAULT_LIMIT, help: `how many, ${DEFAULT_LIMIT} unless you say` },
      type: { type: 'string', value: 'TYPE', help: 'of such a resource: source, destination, user, token, ...' },
      id: { type: 'string', value: 'ID', help: 'of the resource with this id' },
      actor: { type: 'string', value: 'ID', help: 'by this member or token' },
      from: { type: 'string', value: 'TIME', help: `from this time on, ${TIMES}` },
      to: { type: 'string', value: 'TIME', help: 'before this time' },
      changes: { type: 'boolean', default: false, help: 'with the fields that were changed' },
    },
    async run({ values: { limit, changes, json, ...filter }, connection, out }) {
      const wanted = readLimit(limit);
      const query = { limit: Math.min(wanted, 200), ...queryOf(filter) };
      const events = await collect((await connection.client()).list('GET /audit-events', { query }), wanted);
      const columns = {
        'TIME (UTC)': ({ timestamp }: AuditEvent) => timestamp.slice(0, 19).replace('T', ' '),
        WHO: ({ actor }: AuditEvent) => actor.name,
        WHAT: ({ type }: AuditEvent) => type,
        RESOURCE: ({ resourceType, resourceId }: AuditEvent) => `${resourceType} ${resourceId}`,
      };
      if (!changes || json) {
        printList({ out, json }, events, { empty: 'Nothing was changed yet.', columns });
        return;
      }
      for (const event of events) {
        out.line(
          Object.values(columns)
            .map((cell) => cell(event))
            .join('  '),
        );
        for (const line of changesIn(event)) out.line(`    ${line}`);
      }
    },
  }),
];
