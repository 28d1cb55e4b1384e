import { createFifo } from '../../simulation/fifo.ts';

/** Packs that were made at the same time; `events` of each. */
export type Packs = { readonly bornMs: number; readonly events: number };

type Held = Packs & { readonly retry: number };

export type HeldPacks = {
  readonly hold: (packs: Held, messages: number) => void;
  /** The oldest, at most so many; each group as it was held. */
  readonly take: (most: number) => (Held & { readonly messages: number })[];
  readonly sums: { events: number; packs: number };
};

export function createHeldPacks(): HeldPacks {
  const fifo = createFifo<Held & { readonly messages: number }>();
  const sums = { events: 0, packs: 0 };
  return {
    hold({ bornMs, events, retry }, messages) {
      fifo.push({ bornMs, events, retry, messages });
      sums.events += events * messages;
      sums.packs += messages;
    },
    take(most) {
      const taken: (Held & { readonly messages: number })[] = [];
      let room = most;
      for (let first = fifo.peek(); first !== undefined && room > 0; first = fifo.peek()) {
        const messages = Math.min(first.messages, room);
        taken.push({ ...first, messages });
        sums.events -= first.events * messages;
        sums.packs -= messages;
        room -= messages;
        if (messages === first.messages) fifo.shift();
        else fifo.replaceFirst({ ...first, messages: first.messages - messages });
      }
      return taken;
    },
    sums,
  };
}
