import * as z from 'zod/mini';
import { commaSeparated, localRoutes } from '../shared/lambda/env-fields.ts';

/** The thread of guests has none of it. */
export const runnerEnv = z.object({
  /** Networks (CIDR) that may be called although they are private. Empty on AWS, loopback on one machine. */
  ALLOWED_NETWORKS: z._default(commaSeparated, []),
  /** Ports of this machine that lead to Penstock itself. Empty on AWS. */
  OWN_PORTS: z._default(commaSeparated, []),
  LOCAL_ROUTES: localRoutes,
});

export type RunnerEnv = z.infer<typeof runnerEnv>;
