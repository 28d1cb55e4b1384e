import { startPipelineProcess, type PipelineProcess, type ProcessOptions } from './pipeline-process.ts';

/** The signal was sent, everything had ended, it was ready again; epoch milliseconds. */
export type Kill = { readonly at: number; readonly endedAt: number; readonly readyAt: number };

export type Keeper = {
  /** Where the pipeline is, once it is ready. */
  ready(): Promise<PipelineProcess>;
  readonly kills: readonly Kill[];
  /** SIGKILL, and a new start on the same data and the same port. */
  killAndRestart(): Promise<void>;
  /** When what runs functions was killed alone; epoch milliseconds. */
  readonly runnerKills: readonly number[];
  /** Kills what runs functions, if it is there, and nothing else. It starts again when it is needed. */
  killRunners(): Promise<void>;
  /** What it ended with when nobody had asked for it. */
  unexpectedEnd(): string | undefined;
  /** Resolves with how it ended when asked to with SIGTERM. */
  stop(): Promise<string>;
};

/** Keeps one pipeline running, and kills it when told to. */
export async function startKeeper(options: ProcessOptions): Promise<Keeper> {
  const kills: Kill[] = [];
  const runnerKills: number[] = [];
  let unexpected: string | undefined;
  let isEnding = false;
  const watch = (started: PipelineProcess): PipelineProcess => {
    void started.ended.then((how) => {
      if (!isEnding) unexpected = how;
    });
    return started;
  };
  const first = watch(await startPipelineProcess(options, 0));
  const port = Number(new URL(first.url).port);
  let current = Promise.resolve(first);

  return {
    ready: () => current,
    kills,
    async killAndRestart() {
      const before = await current;
      isEnding = true;
      const at = Date.now();
      let endedAt = at;
      current = before.end('SIGKILL').then(async () => {
        endedAt = Date.now();
        const again = watch(await startPipelineProcess(options, port));
        isEnding = false;
        return again;
      });
      await current;
      kills.push({ at, endedAt, readyAt: Date.now() });
    },
    runnerKills,
    async killRunners() {
      const at = Date.now();
      if ((await (await current).killRunners()) > 0) runnerKills.push(at);
    },
    unexpectedEnd: () => unexpected,
    async stop() {
      isEnding = true;
      const running = await current;
      await running.end('SIGTERM');
      return running.ended;
    },
  };
}
