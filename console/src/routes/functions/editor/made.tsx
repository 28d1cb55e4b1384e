// What a source function made of a request: events, each as it would be taken in or why not, and the answer to the sender.

import * as z from 'zod/mini';
import { JsonBlock } from '../../../parts/code.tsx';
import { countedText } from '../../../parts/number.tsx';
import { State } from '../../../parts/state.tsx';
import { nameOf } from '../../destination/judge.ts';

const event = z.record(z.string(), z.unknown());
const made = z.object({
  events: z.array(z.object({ isTaken: z.boolean(), event, reason: z.optional(z.string()) })),
  reply: z.object({ status: z.number(), contentType: z.string(), body: z.string() }),
});

export function Made({ returned }: { readonly returned: unknown }) {
  const { success, data } = made.safeParse(returned);
  if (!success) return <JsonBlock value={returned} label="what it made" />;
  const { events, reply } = data;
  return (
    <section className="stack-small" aria-label="What it made of the request">
      <h3>{events.length === 0 ? 'It made no event' : `It made ${countedText(events.length, 'event')}`}</h3>
      <ul className="fn-requests">
        {events.map(({ isTaken, event: one, reason }, index) => (
          // In the order in which they were made.
          <li key={index}>
            <details>
              <summary>
                <State state={isTaken ? 'ok' : 'failed'}>{nameOf(one)}</State>{' '}
                {!isTaken && <span className="label t2">would be refused: {reason}</span>}
              </summary>
              <JsonBlock value={one} label="an event that it made" />
            </details>
          </li>
        ))}
      </ul>
      <p className="t2">
        If it answers by itself, the sender gets {reply.status}, {reply.contentType}
        {reply.body === '' ? ', without a body.' : ': '}
        {reply.body !== '' && <code className="wrap">{reply.body}</code>}
      </p>
    </section>
  );
}
