import { Console } from "node:console";
import fs from "node:fs";
import { StringDecoder } from "node:string_decoder";
import type { Outlet, StreamName } from "./outlet.js";

type Done = (error?: Error | null) => void;

/** Sends what is written to process.stdout and process.stderr to the notebook. */
export function captureOutput(outlet: Outlet): void {
  for (const name of ["stdout", "stderr"] as const satisfies readonly StreamName[]) {
    const decoder = new StringDecoder("utf8");
    process[name].write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | Done,
      done?: Done,
    ): boolean => {
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof chunk !== "string") outlet.stream(name, decoder.write(Buffer.from(chunk)));
      else if (typeof encoding === "string" && !/^utf-?8$/i.test(encoding)) {
        outlet.stream(name, Buffer.from(chunk, encoding).toString("utf8"));
      } else outlet.stream(name, chunk);
      if (callback) process.nextTick(callback);
      return true;
    };
  }
  // Some libraries write to the descriptors themselves, which lead to the server's log.
  const { writeSync } = fs;
  fs.writeSync = ((descriptor: number, data: string | NodeJS.ArrayBufferView, ...rest: unknown[]) => {
    if (descriptor !== 1 && descriptor !== 2)
      return (writeSync as (...all: unknown[]) => number)(descriptor, data, ...rest);
    const [offset, length] = rest as [number?, number?];
    const bytes =
      typeof data === "string"
        ? Buffer.from(data)
        : Buffer.from(data.buffer, data.byteOffset, data.byteLength).subarray(
            offset ?? 0,
            length === undefined ? undefined : (offset ?? 0) + length,
          );
    process[descriptor === 1 ? "stdout" : "stderr"].write(bytes);
    return bytes.length;
  }) as typeof fs.writeSync;
  // Node's own console also feeds the inspector, which keeps what was logged alive and costs time.
  globalThis.console = new Console({ stdout: process.stdout, stderr: process.stderr });
}
