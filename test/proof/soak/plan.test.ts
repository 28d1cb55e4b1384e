import { describe, expect, test } from 'vitest';
import { workspaceSchema } from '../../../domain/workspace/workspace.ts';
import { faultOf, FAULTS, finalFault } from '../../../proof/soak/faults.ts';
import { DESTINATIONS, eventOf, isFor, workspaceOf, type SoakPlan } from '../../../proof/soak/plan.ts';

const PLAN: SoakPlan = { events: 10_000, faultShare: 0.2, kills: 0, runnerKills: 0, seed: 'test' };
const numbers = Array.from({ length: PLAN.events }, (_, number) => number);

function countFor(id: string, plan = PLAN): number {
  const destination = DESTINATIONS.find((each) => each.id === id);
  if (destination === undefined) throw new Error(`there is no destination ${id}`);
  return numbers.filter((number) => isFor(plan, destination, number)).length;
}

describe('the plan of a soak', () => {
  test('makes a workspace that can be loaded', () => {
    const workspace = workspaceSchema.parse(workspaceOf((id) => `http://127.0.0.1/${id}`));

    expect(workspace.destinations).toHaveLength(10);
  });

  test('gives each destination its share of the events, and those with a limit no more', () => {
    expect(countFor('mixed')).toBe(10_000);
    expect(Math.abs(countFor('healthy') - 1000)).toBeLessThan(150);
    expect(Math.abs(countFor('throttled') - 200)).toBeLessThan(70);
    expect(Math.abs(countFor('private-address', { ...PLAN, events: 1_000_000 }) - 1.5)).toBeLessThan(10);
  });

  test('writes the same event each time', () => {
    expect(eventOf(PLAN, 7)).toEqual(eventOf(PLAN, 7));
    expect(eventOf(PLAN, 7)).toMatchObject({ messageId: 'test-7', type: 'track', event: 'Event 0' });
  });
});

describe('faults', () => {
  test('add up to all of the share', () => {
    expect(FAULTS.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
  });

  test('meet a fifth of first attempts, in every kind', () => {
    const kinds = numbers.flatMap((number) => faultOf(PLAN, 'mixed', { messageId: `m${number}`, attempt: 1 }) ?? []);

    expect(Math.abs(kinds.length - 2000)).toBeLessThan(200);
    expect(new Set(kinds).size).toBe(16);
  });

  test('that end an event meet each of its attempts', () => {
    const final = numbers.find((number) => finalFault(PLAN, 'mixed', `m${number}`) !== undefined);

    const kinds = [1, 2, 3].map((attempt) => faultOf(PLAN, 'mixed', { messageId: `m${final}`, attempt }));

    expect(new Set(kinds).size).toBe(1);
    expect(['bad-request', 'redirect-to-metadata', 'redirect-to-private']).toContain(kinds[0]);
  });

  test('leave no retry without an answer', () => {
    const kinds = new Set(numbers.map((number) => faultOf(PLAN, 'mixed', { messageId: `m${number}`, attempt: 2 })));

    expect(kinds.size).toBe(15);
    expect(kinds).not.toContain('no-answer');
    expect(kinds).not.toContain('slow-drip');
  });

  test('do not occur when there shall be none', () => {
    const kinds = numbers.flatMap(
      (number) => faultOf({ ...PLAN, faultShare: 0 }, 'mixed', { messageId: `m${number}`, attempt: 1 }) ?? [],
    );

    expect(kinds).toEqual([]);
  });
});
