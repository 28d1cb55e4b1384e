import type * as z from 'zod/mini';

/** A function's environment does not fit its schema. The message names every variable at fault and never a value. */
export class InvalidEnvironmentError extends Error {
  override readonly name = 'InvalidEnvironmentError';
}

/** Reads a function's environment once, at its door. Throws one `InvalidEnvironmentError` with all problems. */
export function parseEnv<Schema extends z.ZodMiniType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InvalidEnvironmentError(`The environment is not usable:\n${problems.join('\n')}`);
}
