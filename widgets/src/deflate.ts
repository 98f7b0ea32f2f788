import { deflateSync } from "node:zlib";

/** zlib stream of `bytes`: the one place where figures need Node. A browser build replaces this module. */
export const deflate = (bytes: Uint8Array): Uint8Array => deflateSync(bytes, { level: 9 });
