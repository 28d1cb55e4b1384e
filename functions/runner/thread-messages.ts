import type { FunctionCall, Ran } from '../../domain/functions/function-call.ts';
import type { GuestAnswer, GuestRequest } from './fetches.ts';
import type { LibraryFiles } from './libraries.ts';
import type { QuickJsModules } from './quickjs.ts';

// What the two halves of the runner say to each other: this side has the sockets, the thread has the guests.

/** With which a thread of guests begins. */
export type GuestThreadData = {
  readonly half: 'guests';
  readonly modules: QuickJsModules;
  readonly libraries: LibraryFiles;
  /** Two numbers: whose turn it is on the stage, and how often that has changed. */
  readonly stage: SharedArrayBuffer;
};

export type ThreadCall = Pick<FunctionCall, 'hash' | 'work' | 'type' | 'timeoutMs'> & {
  readonly kind: 'call';
  readonly id: number;
  /** Where the thread has not had it yet. */
  readonly code?: string;
  /** As JSON. */
  readonly settings: string;
  readonly events: readonly string[];
  readonly isTest: boolean;
  /** The number of the first event on the stage; the same below zero stands for loading its code. */
  readonly firstNumber: number;
};

export type ToThread = ThreadCall | { readonly kind: 'answer'; readonly fetch: number; readonly answer: GuestAnswer };

export type FromThread =
  | { readonly kind: 'broken'; readonly id: number; readonly message: string }
  | { readonly kind: 'loaded'; readonly id: number; readonly handlers: readonly string[] }
  | { readonly kind: 'ended'; readonly id: number; readonly index: number; readonly ran: Ran }
  | { readonly kind: 'done'; readonly id: number; readonly memoryBytes: number }
  | { readonly kind: 'fetch'; readonly id: number; readonly fetch: number; readonly request: GuestRequest };

/** Functions of which a thread keeps the code. Both halves forget the others in the order in which they came. */
export const PROGRAMS_KEPT = 3;

export const [ON_STAGE, CHANGES] = [0, 1];

/** Whether a thread is one of guests. */
export function isGuestThread(data: unknown): data is GuestThreadData {
  return typeof data === 'object' && data !== null && 'half' in data && data.half === 'guests';
}
