// What `node:string_decoder` is for functions: of text that comes in pieces.
export class StringDecoder {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  write(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }
  end(bytes: Uint8Array = new Uint8Array()): string {
    return this.#decoder.decode(bytes);
  }
}
export default { StringDecoder };
