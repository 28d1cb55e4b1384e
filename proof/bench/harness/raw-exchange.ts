// The least that an HTTP exchange can cost: bytes written to a kept connection, and an answer read until it is whole.
import { connect, type Socket } from 'node:net';

export type RawExchange = {
  /** Sends a body as a POST, with more headers if there are any, and waits for the answer. One at a time. */
  send(body: string | Buffer, headers?: string): Promise<void>;
  close(): void;
};

export function createRawExchange(port: number, path = '/raw'): RawExchange {
  const open = (): { socket: Socket; answers: ReturnType<typeof createAnswers> } => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    return { socket, answers: createAnswers(socket) };
  };
  let current = open();
  return {
    send(body, headers = '') {
      // A server closes what was idle for some seconds.
      if (current.socket.destroyed) current = open();
      const { socket, answers } = current;
      const length = Buffer.byteLength(body);
      const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${length}\r\n${headers}\r\n`;
      socket.write(typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]));
      return answers.next();
    },
    close: () => current.socket.destroy(),
  };
}

/** Answers have a Content-Length or are chunked; the stub's are small. */
function createAnswers(socket: Socket): { next(): Promise<void> } {
  let received = '';
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    if (!isWhole(received)) return;
    received = '';
    waiting?.resolve();
  });
  socket.on('error', (error) => waiting?.reject(error));
  socket.on('close', () => waiting?.reject(new Error('the connection was closed')));
  return { next: () => new Promise((resolve, reject) => (waiting = { resolve, reject })) };
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length);
}
