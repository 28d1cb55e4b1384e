type Parts = {
  readonly method: string;
  readonly target: string;
  /** Whole header lines, as they go over the wire. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  readonly framing: 'length' | 'chunked';
};

const CHUNK_BYTES = 64 * 1024;

/** A request as bytes. Header lines may hold any character up to U+00FF, which goes out as one byte. */
export function formatRequest({ method, target, headers, body, framing }: Parts): Buffer {
  const isChunked = framing === 'chunked';
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'host: penstock.example',
    'connection: close',
    isChunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`,
    ...headers,
  ];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, ...(isChunked ? chunksOf(body) : [body])]);
}

function chunksOf(body: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < body.length; from += CHUNK_BYTES) {
    const chunk = body.subarray(from, from + CHUNK_BYTES);
    chunks.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'));
  }
  return [...chunks, Buffer.from('0\r\n\r\n')];
}
