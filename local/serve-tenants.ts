import type { Code } from './code.ts';
import { createTenantPools, type Routes } from './create-pools.ts';
import type { Lambda } from './emulators/lambda.ts';
import type { PipelineResources } from './start-pipeline.ts';
import type { TenantPools } from './tenant-pools.ts';
import type { Topology } from './topology.ts';

type TenantParts = {
  readonly code: Code;
  readonly log: (line: string) => void;
  readonly resources: PipelineResources;
  readonly lambda: Pick<Lambda, 'serve'>;
  readonly others: readonly (number | undefined)[];
  readonly routes: Routes;
};

/** Functions that have instances for each tenant are invoked as on AWS: by a request. */
export function serveTenants(
  topology: Topology,
  { code, log, resources, lambda, others, routes }: TenantParts,
): ReadonlyMap<string, TenantPools> {
  const pools = createTenantPools(topology, { code, log, routes, ownPorts: portsOf(resources, others) });
  lambda.serve((name, tenant, event) => pools.get(name)?.invoke(tenant, event));
  return pools;
}

/** What listens on this machine for Penstock itself: functions of customers do not get there. */
function portsOf(resources: PipelineResources, others: readonly (number | undefined)[]): number[] {
  const { sqsEndpoint, s3Endpoint, dynamoEndpoint, kmsEndpoint, lambdaEndpoint, signIn } = resources;
  const addresses = [sqsEndpoint, s3Endpoint, dynamoEndpoint, kmsEndpoint, lambdaEndpoint, signIn?.issuer ?? ''];
  const ports = addresses.flatMap((address) => Number(URL.parse(address)?.port ?? '') || []);
  return [...new Set([...others.filter((port) => port !== undefined), ...ports])];
}
