// Bundles have these as their bytes: see `loader` in lib/bundling.ts.
declare module 'quickjs-wasi/*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
declare module 'quickjs-wasi/*.so' {
  const bytes: Uint8Array;
  export default bytes;
}
