import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { StubMessage, StubPorts } from './stub-services.ts';

export type Services = {
  readonly awsUrl: string;
  readonly awsPort: number;
  readonly partnerUrl: string;
  readonly partnerPort: number;
  /** What functions find as the configuration from now on: sources and destinations. */
  configure(resources: readonly object[]): Promise<void>;
  close(): Promise<void>;
};

/** Starts the stand-in for AWS and partners in a process of its own. */
export async function startServices(): Promise<Services> {
  const child = fork(join(import.meta.dirname, 'stub-services.ts'), { execArgv: [] });
  const [{ awsPort, partnerPort }] = (await once(child, 'message')) as [StubPorts];
  return {
    awsPort,
    partnerPort,
    awsUrl: `http://127.0.0.1:${awsPort}`,
    partnerUrl: `http://127.0.0.1:${partnerPort}`,
    async configure(resources) {
      const taken = once(child, 'message');
      child.send({ documents: resources.map((resource) => JSON.stringify(resource)) } satisfies StubMessage);
      await taken;
    },
    async close() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
