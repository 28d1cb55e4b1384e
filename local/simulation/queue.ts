import { SQS_MAX_DELAY_SECONDS, SQS_MAX_IN_FLIGHT } from '../../domain/aws-limits.ts';
import type { Engine } from './engine.ts';

/** Messages that arrived together and are alike; a lane has one pack in each entry, the naive design many events. */
export type Entry<Body> = { readonly messages: number; readonly body: Body; readonly visibleAtMs: number };

export type QueueLevel = {
  readonly visible: number;
  readonly delayed: number;
  readonly inFlight: number;
  /** How long the message that is next has been visible. */
  readonly oldestMs: number;
};

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
  peaks(): { readonly visible: number; readonly delayed: number; readonly inFlight: number; readonly waitMs: number };
  /** Everything that is in the queue, in whatever state. */
  entries(): Iterable<Entry<Body>>;
};

/** `onVisible` is called whenever there may be something new to receive. */
export function createQueue<Body>(engine: Engine, onVisible: () => void): Queue<Body> {
  const visible = createFifo<Entry<Body>>();
  const delayed = new Set<Entry<Body>>();
  const inFlight = new Set<Entry<Body>>();
  const counts = { visible: 0, delayed: 0, inFlight: 0 };
  const peaks = { visible: 0, delayed: 0, inFlight: 0, waitMs: 0 };

  const show = (messages: number, body: Body): void => {
    visible.push({ messages, body, visibleAtMs: engine.now() });
    counts.visible += messages;
    peaks.visible = Math.max(peaks.visible, counts.visible);
    onVisible();
  };
  const fly = (entry: Entry<Body>): Entry<Body> => {
    inFlight.add(entry);
    counts.visible -= entry.messages;
    counts.inFlight += entry.messages;
    peaks.inFlight = Math.max(peaks.inFlight, counts.inFlight);
    peaks.waitMs = Math.max(peaks.waitMs, engine.now() - entry.visibleAtMs);
    return entry;
  };
  const land = (entry: Entry<Body>): void => {
    if (!inFlight.delete(entry)) throw new Error('only what is in flight can be deleted or come again');
    counts.inFlight -= entry.messages;
  };
  const take = (most: number): Entry<Body> | undefined => {
    const first = visible.peek();
    if (first === undefined || most <= 0) return undefined;
    if (first.messages <= most) return visible.shift();
    visible.replaceFirst({ ...first, messages: first.messages - most });
    return { ...first, messages: most };
  };

  return {
    send(body, { messages = 1, delaySeconds = 0 } = {}) {
      if (delaySeconds > SQS_MAX_DELAY_SECONDS) throw new Error(`SQS delays by ${SQS_MAX_DELAY_SECONDS} s at most`);
      if (delaySeconds <= 0) return show(messages, body);
      const visibleAtMs = engine.now() + delaySeconds * 1000;
      const entry = { messages, body, visibleAtMs };
      delayed.add(entry);
      counts.delayed += messages;
      peaks.delayed = Math.max(peaks.delayed, counts.delayed);
      engine.at(visibleAtMs, () => {
        delayed.delete(entry);
        counts.delayed -= messages;
        show(messages, body);
      });
    },
    receive(maxMessages) {
      const received: Entry<Body>[] = [];
      let room = Math.min(maxMessages, SQS_MAX_IN_FLIGHT - counts.inFlight);
      for (let entry = take(room); entry !== undefined; entry = take(room)) {
        received.push(fly(entry));
        room -= entry.messages;
      }
      return received;
    },
    delete(entry) {
      land(entry);
      if (counts.visible > 0) onVisible();
    },
    hide(entry, { body, forMs }) {
      engine.at(engine.now() + forMs, () => {
        land(entry);
        show(entry.messages, body);
      });
    },
    level() {
      const next = visible.peek();
      const oldestMs = next === undefined ? 0 : engine.now() - next.visibleAtMs;
      return { visible: counts.visible, delayed: counts.delayed, inFlight: counts.inFlight, oldestMs };
    },
    peaks: () => ({ ...peaks }),
    entries: () => [...visible.all(), ...delayed, ...inFlight],
  };
}

export type Fifo<Item> = {
  push(item: Item): void;
  peek(): Item | undefined;
  shift(): Item | undefined;
  replaceFirst(item: Item): void;
  all(): readonly Item[];
};

/** `Array.shift` moves every item; a backlog of millions would take for ever. */
export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = [];
  let first = 0;
  return {
    push: (item) => void items.push(item),
    peek: () => items[first],
    shift() {
      const item = items[first];
      if (item === undefined) return undefined;
      first += 1;
      if (first > 1_000 && first > items.length / 2) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
    replaceFirst(item) {
      if (first < items.length) items[first] = item;
    },
    all: () => items.slice(first),
  };
}
