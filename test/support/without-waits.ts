import { realOutside, type Outside } from '../../functions/shared/lambda/outside.ts';

/** What is outside of a function as it is, but nobody waits; `services` says what else there is, or is different. */
export function withoutWaits<Services extends object>(services: Services): Outside & Services {
  return { ...realOutside({}), waitMs: async () => undefined, ...services };
}
