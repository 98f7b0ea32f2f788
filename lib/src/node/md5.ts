/** MD5 by OpenSSL, which is loaded when it is first needed. */
export const md5Bytes = (bytes: Uint8Array): Uint8Array =>
  process.getBuiltinModule("node:crypto").createHash("md5").update(bytes).digest();
