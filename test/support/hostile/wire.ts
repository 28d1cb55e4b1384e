import { connect } from 'node:net';

/** A request as the bytes that go over the wire. */
export type WireRequest = {
  /** Which kind of attack it is, for messages about it. */
  readonly label: string;
  readonly bytes: Buffer;
  /**
   * What the sender does when the bytes are out: wait for the answer and the end of the connection, say that nothing more
   * will come, which Node takes for going away if a request is at work, or cut the connection.
   */
  readonly then: 'wait' | 'end' | 'cut';
  /** `messageId`s of honest events in it, which must be accepted and delivered. */
  readonly honest: readonly string[];
  /** Whether it reaches ingest for certain, so that its answer must be one of ingest's. */
  readonly isForIngest: boolean;
};

export type WireReply = { readonly status: number; readonly headers: string; readonly body: string };

const NO_ANSWER_MS = 20_000;

/** Sends the bytes on a connection of their own and reads to its end. */
export function sendOnWire(port: number, { bytes, then }: WireRequest): Promise<WireReply | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(NO_ANSWER_MS, () => {
      socket.destroy();
      reject(new Error(`no answer within ${NO_ANSWER_MS} ms`));
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server may close before it has read everything; whether it had answered by then is seen in what was read.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(parseReply(Buffer.concat(chunks))));
    if (then === 'end') socket.end(bytes);
    else if (then === 'cut') socket.write(bytes, () => socket.destroy());
    else socket.write(bytes);
  });
}

/** The first answer on a connection, informational ones left out; undefined when there is none. */
function parseReply(bytes: Buffer): WireReply | undefined {
  const text = bytes.toString('latin1').replace(/^(HTTP\/1\.1 1\d\d[^]*?\r\n\r\n)+/, '');
  const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
  if (status === undefined) return undefined;
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(status), headers: text.slice(0, end).toLowerCase(), body: text.slice(end + 4) };
}
