// Lets undici read `100 Continue`. A client must be able to read interim answers that it has not asked for (RFC 9110, 15.2);
// undici takes every one of them but this, at which it drops the connection. So a 100 becomes a 102 before undici sees it.
import type { Socket } from 'node:net';

/** `HTTP/1.1 100`: where the last digit of the status stands. */
const LAST_DIGIT = 'HTTP/1.1 10'.length;
const [ZERO, ONE, TWO] = [0x30, 0x31, 0x32];
const [CR, LF] = [0x0d, 0x0a];

/** Changes what comes through the socket from now on. */
export function acceptContinue(socket: Socket): void {
  const reader = createHeadReader();
  const [read, write] = [socket.read.bind(socket), socket.write.bind(socket)] as const;
  socket.read = (size?: number) => {
    const chunk: unknown = read(size);
    if (chunk instanceof Uint8Array) reader.pass(chunk);
    return chunk;
  };
  // What is sent is a request, or more of it: the next bytes that come begin an answer.
  socket.write = ((...args: Parameters<typeof write>) => {
    reader.expect();
    return write(...args);
  }) as typeof socket.write;
}

/** Follows the heads of answers through chunks that may be cut anywhere, up to the head of the final one. */
function createHeadReader() {
  let isExpecting = false;
  let position = 0;
  let isInterim = false;
  let isTenths = false;
  let isLineEmpty = false;

  function begin(): void {
    position = 0;
    isInterim = false;
    isTenths = false;
    isLineEmpty = false;
  }

  function passOne(chunk: Uint8Array, index: number): void {
    const byte = chunk[index];
    if (position === LAST_DIGIT - 2) isInterim = byte === ONE;
    if (position === LAST_DIGIT - 1) isTenths = byte === ZERO;
    if (position === LAST_DIGIT && isInterim && isTenths && byte === ZERO) chunk[index] = TWO;
    if (position === LAST_DIGIT && !isInterim) isExpecting = false;
    position += 1;
    if (byte === LF && isLineEmpty) begin();
    else if (byte !== CR) isLineEmpty = byte === LF;
  }

  return {
    expect(): void {
      if (!isExpecting) begin();
      isExpecting = true;
    },
    pass(chunk: Uint8Array): void {
      for (let index = 0; isExpecting && index < chunk.length; index += 1) passOne(chunk, index);
    },
  };
}
