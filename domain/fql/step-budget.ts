// What a filter may cost. A person writes the filter and a stranger the event, and both together must not keep a shared
// function busy: every part of an evaluation is paid for in steps, which follow from lengths and never from time.

/** What is left to spend. A step stands for ten to twenty nanoseconds of the slowest work that is paid for. */
export type StepBudget = { left: number };

/** One event and one filter: two milliseconds at most, one search for a pattern with classes in a text of 30 KB. */
export const STEPS_PER_EVENT = 100_000;

/** Thrown by `spend` and caught by whoever has made the budget. No stack: it is thrown for events without number. */
class OutOfSteps extends Error {
  static {
    this.prototype.name = 'OutOfSteps';
  }
}

const OUT_OF_STEPS = new OutOfSteps('the filter costs more than it may');

/** Takes steps from the budget, and ends the evaluation when there are none left. */
export function spend(budget: StepBudget, steps: number): void {
  budget.left -= steps;
  if (budget.left < 0) throw OUT_OF_STEPS;
}

/** What `work` returns, or undefined when it ran out of steps. */
export function withinBudget<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error === OUT_OF_STEPS) return undefined;
    throw error;
  }
}

/** Engines look through text many characters at a time. */
const CHARACTERS_A_STEP = 16;

/** Work that the engine does for a whole text at once, such as changing its case. */
export function stepsOfText(length: number): number {
  return 1 + length / CHARACTERS_A_STEP;
}

/** A search for a text in a text: both lengths count, as the worst pair of texts makes them. */
export function stepsOfSearch(length: number, partLength: number): number {
  return 1 + (length / CHARACTERS_A_STEP) * (1 + partLength / CHARACTERS_A_STEP);
}
