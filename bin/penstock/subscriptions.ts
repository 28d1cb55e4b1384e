import type { DataOf } from '../../client/api-client.ts';
import { readAssignments } from './assignments.ts';
import { command, type Command } from './command.ts';
import { requireYes, YES } from './confirm.ts';
import { flatten } from './flatten.ts';
import { printList, type Output } from './output.ts';

type Subscription = DataOf<'GET /destinations/{destinationId}/subscriptions/{subscriptionId}'>['subscription'];

/** What `create` and `set` take; what else there is, the kind of the destination says. */
const FIELDS = {
  'name=Orders': 'what people call it',
  'trigger=type = "track"': 'for which events of the destination; trigger:=null for all',
  'action=postToChannel': 'what is done with them, where the kind has actions',
  'mapping:=@FILE': 'what the action is given, as JSON; mapping.text=... for one field in "create"',
  'enabled:=false': 'whether it gets events',
  'batch:={"maxEvents":100,"maxWait":"10s"}': 'so many events go together, where it can have batches',
};

function printSubscription(out: Output, json: boolean, subscription: Subscription): void {
  if (json) {
    out.json(subscription);
    return;
  }
  const { id, name, enabled, trigger, batch, matched, delivered, waiting } = subscription;
  const { action, mapping } = subscription;
  out.fields({
    ...{ id, name, state: enabled ? 'on' : 'off', action, trigger },
    batch: batch === undefined ? undefined : `${batch.maxEvents} events within ${batch.maxWait}`,
    ...{ matched, delivered, waiting },
    ...flatten({ mapping }),
  });
}

const switchCommand = (verb: 'enable' | 'disable', summary: string): Command =>
  command({
    words: `subscriptions ${verb}`,
    args: ['DESTINATION', 'SUBSCRIPTION'],
    summary,
    async run({ args: [destinationId = '', subscriptionId = ''], values: { json }, connection, out }) {
      const params = { destinationId, subscriptionId };
      const { subscription } = await (
        await connection.client()
      ).call('PATCH /destinations/{destinationId}/subscriptions/{subscriptionId}', {
        params,
        body: { enabled: verb === 'enable' },
      });
      printSubscription(out, json, subscription);
    },
  });

export const subscriptionCommands: readonly Command[] = [
  command({
    words: 'subscriptions list',
    args: ['DESTINATION'],
    summary: 'what a destination does with events',
    async run({ args: [destinationId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { destinationId };
      const { subscriptions } = await client.call('GET /destinations/{destinationId}/subscriptions', { params });
      printList({ out, json }, subscriptions, {
        empty: `The destination ${destinationId} names nothing that it does with events.`,
        columns: {
          ID: ({ id }) => id,
          NAME: ({ name }) => name ?? '',
          STATE: ({ enabled }) => (enabled ? 'on' : 'off'),
          MATCHED: ({ matched }) => String(matched ?? 0),
          DELIVERED: ({ delivered }) => String(delivered ?? 0),
          TRIGGER: ({ trigger }) => trigger ?? 'all events',
        },
      });
    },
  }),
  command({
    words: 'subscriptions create',
    args: ['DESTINATION', 'FIELD=VALUE...'],
    summary: 'has a destination do one more thing with events',
    fields: FIELDS,
    async run({ args: [destinationId = '', ...assignments], values: { json }, connection, out }) {
      const client = await connection.client();
      const body = readAssignments(assignments);
      const path = 'POST /destinations/{destinationId}/subscriptions';
      const { subscription } = await client.call(path, { params: { destinationId }, body });
      printSubscription(out, json, subscription);
    },
  }),
  command({
    words: 'subscriptions show',
    args: ['DESTINATION', 'SUBSCRIPTION'],
    summary: 'one of them, with what became of its events',
    async run({ args: [destinationId = '', subscriptionId = ''], values: { json }, connection, out }) {
      const client = await connection.client();
      const path = 'GET /destinations/{destinationId}/subscriptions/{subscriptionId}';
      const { subscription } = await client.call(path, { params: { destinationId, subscriptionId } });
      printSubscription(out, json, subscription);
    },
  }),
  command({
    words: 'subscriptions set',
    args: ['DESTINATION', 'SUBSCRIPTION', 'FIELD=VALUE...'],
    summary: 'changes one; position:=0 makes it the first',
    fields: FIELDS,
    async run({ args: [destinationId = '', subscriptionId = '', ...assignments], values: { json }, connection, out }) {
      const client = await connection.client();
      const params = { destinationId, subscriptionId };
      const path = 'PATCH /destinations/{destinationId}/subscriptions/{subscriptionId}';
      const { subscription } = await client.call(path, { params, body: readAssignments(assignments) });
      printSubscription(out, json, subscription);
    },
  }),
  switchCommand('enable', 'gives one events again'),
  switchCommand('disable', 'gives one no events'),
  command({
    words: 'subscriptions delete',
    args: ['DESTINATION', 'SUBSCRIPTION'],
    summary: 'ends one; events on their way to it are discarded',
    options: YES,
    async run({ args: [destinationId = '', subscriptionId = ''], values, connection, out, ask }) {
      const client = await connection.client();
      const what = `The subscription ${subscriptionId} of ${destinationId} is deleted. Its events on their way are discarded.`;
      await requireYes({ ask, values }, what);
      const path = 'DELETE /destinations/{destinationId}/subscriptions/{subscriptionId}';
      const answer = await client.call(path, { params: { destinationId, subscriptionId } });
      if (values.json) out.json(answer);
      else out.line(`The subscription ${subscriptionId} is deleted.`);
    },
  }),
];
