// What is recorded about one attempt of a pack: which of its events come again, wait, or have ended. Delivery decides,
// records it and carries it out; the control API reads the records to tell what became of an event.

import type { FunctionRuns } from './function-note.ts';
import type { Fields } from '../pipeline/format-numbers.ts';
import type { AttemptNote, DeliveryPackHeader } from '../pipeline/messages.ts';
import type { Slot } from '../pipeline/messages.ts';
import { numbered, upgrade } from '../pipeline/stored-formats.ts';

/** `attempt`: what one of these events met just now. */
type Positions = { readonly positions: readonly number[]; readonly attempt?: AttemptNote };

/** What happens next with some events of a pack, named by their positions in it. Events that are not named are done. */
export type DecisionGroup =
  | (Positions & { readonly kind: 'retry'; readonly reason: string; readonly notBefore: number })
  /** Without an attempt. `slot`: they have a place in the line of a limited destination, at `notBefore`. */
  | (Positions & { readonly kind: 'postpone'; readonly notBefore?: number; readonly slot?: Slot })
  /** `retry`: which attempt comes next when they are sent on. */
  | (Positions & { readonly kind: 'hold'; readonly reason: string; readonly retry: number })
  /** One event that asks whether the destination is back, and uses up no retry by it. */
  | (Positions & {
      readonly kind: 'probe';
      readonly reason: string;
      readonly retry: number;
      readonly notBefore: number;
      readonly probe: NonNullable<DeliveryPackHeader['probe']>;
    })
  | (Positions & { readonly kind: 'dead-letter' | 'discard'; readonly reason: string })
  /** Code of the customer or partner dropped them, which is no failure. */
  | (Positions & { readonly kind: 'filter'; readonly reason: string });

/** What was decided about one attempt of a pack. Recorded as JSON before it is carried out. */
export type Decision = {
  /** ISO 8601. */
  readonly decidedAt: string;
  readonly groups: readonly DecisionGroup[];
  /** Why the destination is to be switched off. */
  readonly switchOff?: string;
  /** The functions that its events went through; absent where none ran. */
  readonly functions?: readonly FunctionRuns[];
  /** The breaker opens or closes together with this decision. */
  readonly breaker?: BreakerChange;
};

/** What is recorded of a decision. */
export function decisionText(decision: Decision): string {
  return JSON.stringify(numbered('decision', decision));
}

/** Reads what was recorded, of any form that there was. */
export function readDecisionText(text: string): Decision {
  return upgrade<Decision>('decision', JSON.parse(text) as Fields);
}

export type BreakerChange =
  | { readonly kind: 'open'; readonly breakerId: string; readonly reason: string }
  | { readonly kind: 'close'; readonly breakerId: string };
