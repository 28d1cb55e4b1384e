// What `node:buffer` is for functions.
const { Buffer } = globalThis;
export { Buffer };
export default { Buffer };
