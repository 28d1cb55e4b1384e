import * as z from 'zod/mini';

export const webEnv = z.object({
  /** Set on one machine, where nobody needs a token. */
  LOCAL_OWNER: z.optional(z.string()),
});

export type WebEnv = z.infer<typeof webEnv>;
