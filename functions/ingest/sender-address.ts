import type { IngestRequest } from './request.ts';

/** The address of the sender, as far as it may be recorded: Jitsu's SDK says how much of it the page's owner wants. */
export function senderAddress({ ip, headers }: Pick<IngestRequest, 'ip' | 'headers'>): string | undefined {
  switch (headers['x-ip-policy']) {
    case 'remove':
      return undefined;
    case 'stripLastOctet':
      return ip?.replace(/\.\d+$/, '.0');
    default:
      return ip;
  }
}
