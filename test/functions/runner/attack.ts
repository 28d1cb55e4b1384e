import { expect } from 'vitest';
import type { Ran } from '../../../domain/functions/function-call.ts';
import { TRACK, type createRunner } from './call-runner.ts';

const honest = (messageId: string) => ({ ...TRACK, messageId });
export const ATTACK_EVENTS = [honest('before'), { ...TRACK, messageId: 'attack' }, honest('after')];

/** A function that does `attack` for one event, and returns what came of it; all others it returns as they are. */
export const functionOf = (attack: string): string => `
  async function onTrack(event, settings) {
    if (event.messageId !== 'attack') return { ok: event.messageId };
    ${attack}
  }`;

/** Runs an attempt between two honest events of the same function, which must come to their ends whatever it does. */
export function createAttack(runner: Pick<ReturnType<typeof createRunner>, 'run'>): (code: string) => Promise<Ran> {
  return async (code) => {
    const [before, attacked, after] = await runner.run(functionOf(code), { type: 'insert', events: ATTACK_EVENTS });
    expect(before?.end).toEqual({ kind: 'returned', value: '{"ok":"before"}' });
    expect(after?.end).toEqual({ kind: 'returned', value: '{"ok":"after"}' });
    if (attacked === undefined) throw new Error('nothing was said of it');
    return attacked;
  };
}
