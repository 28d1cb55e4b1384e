const EVENT = '{"userId":"u1","event":"Order Completed"}';

/** Sends one event from a shell; the answer says what was wrong with it, if anything. */
export function curlOf({ url, writeKey }: { readonly url: string; readonly writeKey: string }): string {
  return `curl -i -u ${writeKey}: ${url}/v1/track -d '${EVENT}'`;
}
