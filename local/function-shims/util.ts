// What `node:util` is for functions.
type Done = (error: Error | null | undefined, value?: unknown) => void;

const { TextDecoder, TextEncoder } = globalThis;
export { TextDecoder, TextEncoder };
export const inspect = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
export const promisify =
  (call: (...args: unknown[]) => void) =>
  (...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const done: Done = (error, value) => (error === null || error === undefined ? resolve(value) : reject(error));
      call(...args, done);
    });
export function inherits(child: { prototype: object; super_?: unknown }, parent: { prototype: object }): void {
  child.super_ = parent;
  Object.setPrototypeOf(child.prototype, parent.prototype);
}
export const deprecate = <Call>(call: Call): Call => call;
export default { TextDecoder, TextEncoder, inspect, promisify, inherits, deprecate };
