#!/usr/bin/env node
import { MessageChannel, Worker } from "node:worker_threads";

/**
 * The kernel process: cells on this thread, sockets and protocol in a worker, TypeScript in another. The sockets
 * come first and alone: until they answer, everything else would only take their processor time.
 */
const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  process.stderr.write(
    "ewald-kernel: no connection file; Jupyter starts the kernel as: node main.js <connection_file>\n",
  );
  process.exit(2);
}

const { port1: languageForTransport, port2: transportForLanguage } = new MessageChannel();
const transport = new Worker(new URL("transport/worker.js", import.meta.url), {
  workerData: { connectionFile, language: languageForTransport },
  transferList: [languageForTransport],
});
const fail = (error: Error) => {
  process.stderr.write(`ewald-kernel: ${error.stack ?? error.message}\n`, () =>
    process.kill(process.pid, "SIGKILL"),
  );
};
transport.once("error", fail);
transport.once("message", async () => {
  const { startSession } = await import("./session.js");
  transport.off("error", fail);
  startSession(transport, transportForLanguage);
});
