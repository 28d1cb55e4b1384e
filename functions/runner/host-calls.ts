import type { GuestCache } from './guest-caches.ts';
import { hostCrypto } from './host-crypto.ts';
import { createHostIntl } from './host-intl.ts';
import { hostZip } from './host-zip.ts';
import type { Libraries } from './libraries.ts';

// What a guest may have the host do for it at once, because it is slow at it or does not have it. It is done on the thread of
// guests while the guest is on stage, so it counts as the guest's own computing; how much at once is bounded.

/** Undefined for what there is not, and for what is refused. */
export type HostCall = (op: string, text: string) => string | undefined;

/** Without a cache while code is loaded: what it would find there is nobody's yet. */
export function createHostCalls(libraries: Libraries): (cache?: GuestCache) => HostCall {
  const intl = createHostIntl();
  return (cache) => (op, text) => {
    switch (op) {
      case 'library':
        return libraries.get(text);
      case 'cache.get':
        return cache?.get(text);
      case 'cache.set':
        return cache?.set(text);
      case 'cache.delete':
        return cache?.delete(text);
      case 'zip':
        return hostZip(text);
      case 'intl':
        return intl(text);
      default:
        return hostCrypto(op, text);
    }
  };
}
