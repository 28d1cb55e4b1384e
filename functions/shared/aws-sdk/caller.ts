// Calls one service: signs, sends, and repeats what may succeed in a moment. See docs/decisions for why this is here.
import { setTimeout as wait } from 'node:timers/promises';
import { judgeError } from './errors.ts';
import { exchange, type AwsResponse } from './exchange.ts';
import { endpointUrl, readSettings, type AwsService } from './settings.ts';
import { createSign } from './sign.ts';

export type AwsCall = {
  readonly method: string;
  readonly bucket?: string;
  /** Encoded, below the endpoint. @default / */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** Throws what the answer says, if it is an error. */
type Check = (response: AwsResponse) => void;

export type AwsCaller = (call: AwsCall, check: Check) => Promise<AwsResponse>;

/** The SDK's: tries of one request, and the pauses between them, which grow and of which chance takes a part. */
const TRIES: Readonly<Record<AwsService, number>> = { dynamodb: 4, sqs: 3, s3: 3 };
const PAUSE_MS: Readonly<Record<AwsService, number>> = { dynamodb: 25, sqs: 50, s3: 50 };
const THROTTLED_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;

export function createCaller(service: AwsService): AwsCaller {
  // The environment is read with the first call, so that a client may be made where there is none.
  let ready: { settings: ReturnType<typeof readSettings>; sign: ReturnType<typeof createSign> } | undefined;
  const prepare = () => {
    const settings = readSettings(service, process.env);
    return { settings, sign: createSign(service, settings) };
  };

  async function once(call: AwsCall): Promise<AwsResponse> {
    ready ??= prepare();
    const url = endpointUrl(service, ready.settings, call.bucket);
    const path = `${url.pathname.replace(/\/$/, '')}${call.path ?? '/'}`;
    const query = encodeQuery(call.query ?? {});
    const { method, body = '' } = call;
    const headers = ready.sign({ method, host: url.host, path, query, headers: call.headers ?? {}, body }, new Date());
    return exchange(url, { method, path: query === '' ? path : `${path}?${query}`, headers }, body);
  }

  return async (call, check) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await once(call);
        check(response);
        return response;
      } catch (error) {
        const verdict = judgeError(error);
        if (verdict === 'final' || attempt === TRIES[service]) throw error;
        const base = verdict === 'throttled' ? THROTTLED_PAUSE_MS : PAUSE_MS[service];
        await wait(Math.random() * Math.min(base * 2 ** (attempt - 1), LONGEST_PAUSE_MS));
      }
    }
  };
}

function encodeQuery(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.sort().join('&');
}

/** RFC 3986, as signatures want it. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
