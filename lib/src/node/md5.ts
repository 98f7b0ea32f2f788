import { createHash } from "node:crypto";

/** MD5 by OpenSSL. */
export const md5Bytes = (bytes: Uint8Array): Uint8Array => createHash("md5").update(bytes).digest();
