import { FUNCTION_LIMITS } from '../../domain/functions/function-limits.ts';
import { HANDLER_NAMES } from '../../domain/functions/function-call.ts';
import { withPlace, type CodePlace } from '../../domain/functions/load-place.ts';
import { absentLibraryIn, librariesIn } from '../../domain/functions/function-libraries.ts';
import { GuestError, type Engine, type Guest, type Hooks, type Snapshot } from './engine.ts';
import type { HostCall } from './host-calls.ts';
import { EPILOGUE, PRELUDE } from './prelude/program.ts';

/** The code of one function, loaded once. */
export type Program = {
  readonly handlers: readonly string[];
  /** Bytes of a machine that has done nothing. */
  readonly bytes: number;
  /** A machine with the code and the settings, which has had no event. */
  make(settings: string, hooks: Hooks): Promise<Guest>;
};

export type Loaded =
  { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly message: string };

type LoadDeps = {
  readonly engine: Engine;
  /** CPU of the thread. */
  readonly cpuMs: () => number;
  readonly random: () => number;
  readonly hostCall: HostCall;
};

/** Runs the code once, as far as its handlers, and keeps the machine as it is then. */
export async function loadProgram(code: string, { engine, cpuMs, random, hostCall }: LoadDeps): Promise<Loaded> {
  const absence = absentLibraryIn(code);
  if (absence !== undefined) return { ok: false, message: absence };
  const began = cpuMs();
  let handlers: readonly string[] | undefined;
  const hooks: Hooks = {
    isOver: () => cpuMs() - began > FUNCTION_LIMITS.loadCpuMs,
    onMessage(op, text) {
      // The prelude alone says so, and only after it has taken away what registers handlers.
      if (op !== 'handlers') return hostCall(op, text);
      handlers ??= HANDLER_NAMES.filter((name) => text.includes(`"${name}"`));
      return undefined;
    },
  };
  const run = (guest: Guest): void => {
    guest.run(code + EPILOGUE, isModule(code) ? 'module' : 'script');
    guest.send('loaded', '');
    for (const name of librariesIn(code)) guest.send('library', name);
  };
  const loaded = await tryTo(async () => {
    const guest = await engine.start(PRELUDE, hooks);
    run(guest);
    return guest;
  }, code);
  if (!loaded.ok) return loaded;
  if (handlers === undefined || handlers.length === 0) return { ok: false, message: NO_HANDLER };
  const { value: first } = loaded;
  const snapshot = first.snapshot();
  const bytes = snapshot?.bytes ?? first.allocated();
  first.dispose();
  const begin = (own: Hooks): Promise<Guest> => fresh(engine, { snapshot, run, hooks: own });
  return {
    ok: true,
    program: {
      handlers,
      bytes,
      async make(settings, own) {
        const guest = await begin(own);
        guest.send('seed', String(Math.floor(random() * 2 ** 31)));
        guest.send('settings', settings);
        return guest;
      },
    },
  };
}

const NO_HANDLER = `The code has none of the functions that are called: ${HANDLER_NAMES.join(', ')}.`;

/** Import and export at the beginning of a line: what has neither is a script, as Segment has it. */
function isModule(code: string): boolean {
  return /^[ \t]*(export|import)\b[\s{*'"]/m.test(code);
}

type Beginning = {
  readonly snapshot: Snapshot | undefined;
  readonly run: (guest: Guest) => void;
  readonly hooks: Hooks;
};

async function fresh(engine: Engine, { snapshot, run, hooks }: Beginning): Promise<Guest> {
  if (snapshot !== undefined) return engine.restore(snapshot, hooks);
  const guest = await engine.start(PRELUDE, hooks);
  run(guest);
  return guest;
}

async function tryTo(
  work: () => Promise<Guest>,
  code: string,
): Promise<{ ok: true; value: Guest } | { ok: false; message: string }> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof GuestError) return { ok: false, message: messageOf(error, code) };
    throw error;
  }
}

const SHOWN_CHARACTERS = 1_000;

function messageOf({ kind, guestName, message, place }: GuestError, code: string): string {
  switch (kind) {
    case 'stopped':
      return `The code computes for more than ${FUNCTION_LIMITS.loadCpuMs / 1_000} s while it is loaded.`;
    case 'memory':
      return `The code needs more than ${FUNCTION_LIMITS.heapBytes / 1024 / 1024} MB while it is loaded.`;
    case 'crash':
      return 'The code breaks the engine while it is loaded.';
    case 'threw':
      return placed(`${guestName}: ${message}`.slice(0, SHOWN_CHARACTERS), place, code);
  }
}

/** What is said of a place after the end is of the end: what is appended to the code is not the author's. */
function placed(message: string, place: CodePlace | undefined, code: string): string {
  if (place === undefined) return message;
  const lines = code.split('\n');
  const last = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return withPlace(message, place.line > last.line ? last : place);
}
