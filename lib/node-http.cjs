// Stands in for `node:http` in the bundles of functions. As an import of an ES module, that one loads Node's own undici as
// well, about 20 ms of a cold start, and nothing here uses it. CommonJS, so that it has all that `node:http` has: undici
// would find a limit missing, and refuse every request.

module.exports = process.getBuiltinModule('node:http');
