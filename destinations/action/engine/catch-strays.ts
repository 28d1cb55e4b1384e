import { currentCall } from './call.ts';

type Listener = (...args: readonly unknown[]) => void;
type Source = Pick<NodeJS.Process, 'listeners' | 'removeAllListeners' | 'on'>;

const FAULTS = ['unhandledRejection', 'uncaughtException'] as const;

/**
 * What the code of a destination throws where nobody awaits it (a timer, a promise that it forgot) ends the call that it
 * belongs to, and not the process with all its other events. Whatever belongs to no call goes on to whom it went before.
 */
export function catchStrays(source: Source = process): void {
  for (const fault of FAULTS) {
    // NOTE: Lambda's own listeners end the process, so they must not hear of it at all.
    const before = source.listeners(fault as 'uncaughtException') as Listener[];
    source.removeAllListeners(fault);
    source.on(fault as 'uncaughtException', (...args: unknown[]) => {
      const call = currentCall();
      if (call !== undefined) return call.fail(args[0]);
      if (before.length === 0) throw args[0];
      for (const listener of before) listener.apply(source, args);
    });
  }
}
