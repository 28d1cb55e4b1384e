// What `node:url` is for functions.
const { URL, URLSearchParams } = globalThis;
export { URL, URLSearchParams };
export default { URL, URLSearchParams };
