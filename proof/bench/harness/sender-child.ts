// Sends events from a process of its own: `fork` it, tell it a load, hear when it sent which event.
import { createRawSender, sendSteadily } from './raw-sender.ts';

export type SenderLoad = {
  readonly port: number;
  readonly requests: number;
  readonly perRequest: number;
  /** @default as many as all connections together can */
  readonly requestsPerSecond?: number;
};

/** Each event with its moment on the clock of the machine, in milliseconds. */
export type Moments = readonly (readonly [id: string, atMs: number])[];

/** As many as a browser or a server of some size holds; enough that a slow answer does not slow a steady load. */
const CONNECTIONS = 16;
const STEADY_CONNECTIONS = 256;

process.once('message', (load: SenderLoad) => void run(load));

async function run({ port, requests, perRequest, requestsPerSecond }: SenderLoad): Promise<void> {
  const connections = requestsPerSecond === undefined ? CONNECTIONS : STEADY_CONNECTIONS;
  const sender = createRawSender(port, connections, perRequest);
  if (requestsPerSecond === undefined) {
    let left = requests;
    const lane = async (): Promise<void> => {
      while (left-- > 0) await sender.send(performance.now());
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  } else await sendSteadily(sender, { requestsPerSecond, requests });
  sender.close();
  const due: Moments = [...sender.due].map(([id, atMs]) => [id, performance.timeOrigin + atMs]);
  process.send?.(due, () => process.disconnect());
}
