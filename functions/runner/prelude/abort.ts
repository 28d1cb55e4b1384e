import type { Globals, Kit } from './kit.ts';

/** AbortController, and what a guest wants of chance. */
export function installAbort(kit: Kit): void {
  const globals = globalThis as unknown as Globals;

  class AbortSignalOfPrelude {
    aborted = false;
    reason: unknown = undefined;
    onabort: (() => void) | undefined;
    readonly calls_: (() => void)[] = [];
    addEventListener(_type: string, call: () => void): void {
      this.calls_.push(call);
    }
    removeEventListener(_type: string, call: () => void): void {
      const at = this.calls_.indexOf(call);
      if (at !== -1) this.calls_.splice(at, 1);
    }
    throwIfAborted(): void {
      // What was given as the reason, whatever it is.

      if (this.aborted) throw this.reason;
    }
    abort_(reason: unknown, name: string): void {
      if (this.aborted) return;
      this.aborted = true;
      this.reason = reason ?? Object.assign(new Error('This operation was aborted'), { name });
      for (const call of [...this.calls_]) call();
      this.onabort?.();
    }
    static abort(reason?: unknown): AbortSignalOfPrelude {
      const signal = new AbortSignalOfPrelude();
      signal.abort_(reason, 'AbortError');
      return signal;
    }
    static timeout(ms: number): AbortSignalOfPrelude {
      const signal = new AbortSignalOfPrelude();
      setTimeout(() => signal.abort_(undefined, 'TimeoutError'), ms);
      return signal;
    }
  }
  class AbortControllerOfPrelude {
    readonly signal = new AbortSignalOfPrelude();
    abort(reason?: unknown): void {
      this.signal.abort_(reason, 'AbortError');
    }
  }
  Object.assign(globals, { AbortController: AbortControllerOfPrelude, AbortSignal: AbortSignalOfPrelude });

  // The engine's own numbers begin with the same one in every machine that was made of one snapshot.
  let state = 1;
  kit.on['seed'] = (text) => {
    state = Number(text) || 1;
  };
  const { imul } = Math;
  Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
