// What `node:zlib` is for functions.
import type nodeZlib from 'node:zlib';

const own = (globalThis as unknown as { zlib: typeof nodeZlib }).zlib;
export const { deflate, deflateRaw, deflateRawSync, deflateSync, gunzip, gunzipSync, gzip, gzipSync } = own;
export const { inflate, inflateRaw, inflateRawSync, inflateSync, unzip, unzipSync } = own;
export default own;
