import { SQS_MAX_DELAY_SECONDS, SQS_MAX_IN_FLIGHT } from '../../domain/base/aws-limits.ts';
import type { Engine } from './engine.ts';
import { createFifo, type Fifo } from './fifo.ts';

/** Messages that arrived together and are alike; a lane has one pack in each entry, the naive design many events. */
export type Entry<Body> = { readonly messages: number; readonly body: Body; readonly visibleAtMs: number };

export type QueueLevel = {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
  /** How long the message that is next has been visible. */
  readonly oldestMs: number;
};

type Counts = { visible: number; delayed: number; inFlight: number };
type Peaks = Counts & { waitMs: number };

/** A standard queue of SQS as its users meet it. Messages are handed out in the order in which they became visible. */
export type Queue<Body> = {
  send(body: Body, options?: { readonly messages?: number; readonly delaySeconds?: number }): void;
  /** At most so many messages, and none above the quota of messages in flight: SQS is silent about that, too. */
  receive(maxMessages: number): Entry<Body>[];
  delete(entry: Entry<Body>): void;
  /** Leaves a received entry in flight until the end of its visibility timeout, when it comes again. */
  hide(entry: Entry<Body>, again: { readonly body: Body; readonly forMs: number }): void;
  level(): QueueLevel;
  /** The most there ever was at one moment, and the longest that a message was visible before it was received. */
  peaks(): Readonly<Peaks>;
  /** Everything that is in the queue, in whatever state. */
  entries(): Iterable<Entry<Body>>;
  /** Of these, what was received and is not deleted. */
  inHand(): Iterable<Entry<Body>>;
};

/** `onVisible` is called whenever there may be something new to receive. */
export function createQueue<Body>(engine: Engine, onVisible: () => void): Queue<Body> {
  const states = createStates<Body>();
  const show = (messages: number, body: Body): void => {
    states.visible.push({ messages, body, visibleAtMs: engine.now() });
    states.count({ visible: messages });
    onVisible();
  };
  const land = (entry: Entry<Body>): void => {
    if (!states.inFlight.delete(entry)) throw new Error('only what is in flight can be deleted or come again');
    states.count({ inFlight: -entry.messages });
  };

  return {
    send(body, { messages = 1, delaySeconds = 0 } = {}) {
      if (delaySeconds > SQS_MAX_DELAY_SECONDS) throw new Error(`SQS delays by ${SQS_MAX_DELAY_SECONDS} s at most`);
      if (delaySeconds <= 0) {
        show(messages, body);
        return;
      }
      const entry = { messages, body, visibleAtMs: engine.now() + delaySeconds * 1000 };
      states.delayed.add(entry);
      states.count({ delayed: messages });
      engine.at(entry.visibleAtMs, () => {
        states.delayed.delete(entry);
        states.count({ delayed: -messages });
        show(messages, body);
      });
    },
    receive(maxMessages) {
      const received: Entry<Body>[] = [];
      let room = Math.min(maxMessages, SQS_MAX_IN_FLIGHT - states.counts.inFlight);
      for (let entry = takeFirst(states.visible, room); entry !== undefined; entry = takeFirst(states.visible, room)) {
        states.inFlight.add(entry);
        states.count({ visible: -entry.messages, inFlight: entry.messages });
        states.peaks.waitMs = Math.max(states.peaks.waitMs, engine.now() - entry.visibleAtMs);
        received.push(entry);
        room -= entry.messages;
      }
      return received;
    },
    delete(entry) {
      land(entry);
      if (states.counts.visible > 0) onVisible();
    },
    hide(entry, { body, forMs }) {
      engine.at(engine.now() + forMs, () => {
        land(entry);
        show(entry.messages, body);
      });
    },
    level() {
      const next = states.visible.peek();
      return { ...states.counts, oldestMs: next === undefined ? 0 : engine.now() - next.visibleAtMs };
    },
    peaks: () => ({ ...states.peaks }),
    inHand: () => states.inFlight,
    entries: () => [...states.visible.all(), ...states.delayed, ...states.inFlight],
  };
}

type States<Body> = {
  readonly visible: Fifo<Entry<Body>>;
  readonly delayed: Set<Entry<Body>>;
  readonly inFlight: Set<Entry<Body>>;
  readonly counts: Readonly<Counts>;
  readonly peaks: Peaks;
  count(more: Partial<Counts>): void;
};

function createStates<Body>(): States<Body> {
  const counts: Counts = { visible: 0, delayed: 0, inFlight: 0 };
  const peaks: Peaks = { ...counts, waitMs: 0 };
  const count = ({ visible = 0, delayed = 0, inFlight = 0 }: Partial<Counts>): void => {
    counts.visible += visible;
    counts.delayed += delayed;
    counts.inFlight += inFlight;
    peaks.visible = Math.max(peaks.visible, counts.visible);
    peaks.delayed = Math.max(peaks.delayed, counts.delayed);
    peaks.inFlight = Math.max(peaks.inFlight, counts.inFlight);
  };
  return { visible: createFifo(), delayed: new Set(), inFlight: new Set(), counts, peaks, count };
}

/** The first entry, or as much of it as there is room for. */
function takeFirst<Body>(visible: Fifo<Entry<Body>>, most: number): Entry<Body> | undefined {
  const first = visible.peek();
  if (first === undefined || most <= 0) return undefined;
  if (first.messages <= most) return visible.shift();
  visible.replaceFirst({ ...first, messages: first.messages - most });
  return { ...first, messages: most };
}
