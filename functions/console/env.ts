import * as z from 'zod/mini';
import { commaSeparated, required } from '../shared/lambda/env-fields.ts';

export const consoleEnv = z.object({
  CONTROL_TABLE: required,
  /** Who is shown the catalog. */
  CATALOG: z.enum(['members', 'public']),
  /** Name of the stage, which people see beside the workspace. */
  STAGE: required,
  /** Who signs people in; empty for nobody. */
  OIDC_ISSUER: z.string(),
  /** The client that the console is there. */
  OIDC_CLIENT: z.string(),
  /** Origins, beside our own, that the page may call: those of the sign-in. */
  OIDC_ORIGINS: commaSeparated,
  /** The provider's page that ends its own session, with the address to come back to left out at its end. */
  OIDC_SIGN_OUT: z.string(),
  /** Whether partners may ask for access. @default off */
  REQUEST_ACCESS: z.optional(z.enum(['on', 'off'])),
  /** Set on one machine, where nobody needs to sign in. */
  LOCAL_OWNER: z.optional(z.string()),
});

export type ConsoleEnv = z.infer<typeof consoleEnv>;
