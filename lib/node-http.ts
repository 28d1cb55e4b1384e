// Stands in for `node:http` in the bundles of functions. As an import of an ES module, that one loads Node's own undici as
// well, about 20 ms of a cold start, and nothing here uses it. What is not exported here, no function can import: esbuild
// says so.

const http = process.getBuiltinModule('node:http');

export const { Agent, request, STATUS_CODES } = http;
export default http;
