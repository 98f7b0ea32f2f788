import { availableParallelism } from "node:os";
import { inlineExecutor } from "../../compute/executor.js";
import { Auto, int, multiple, path, scope, str } from "../../parameters/declare.js";
import { defineProgram } from "../../programs/defineProgram.js";
import { hasThreads, threadsExecutor } from "../executor/threads.js";
import { FindSpotsServer } from "../server/findSpotsServer.js";

/** `dials.find_spots_server`: spots and resolution of images over HTTP, until it is stopped. */
export const findSpotsServer = defineProgram({
  name: "find_spots_server",
  summary: "Serve counts of spots and resolution limits of images over HTTP",
  usage: "[options]",
  examples: [
    "ewald find_spots_server nproc=8 port=1234",
    "ewald find_spots_server host=0.0.0.0 root=/data/visit",
  ],
  parameters: scope({
    nproc: int({ default: Auto, min: 1, help: "Images worked on at a time; Auto for all processors." }),
    port: int({ default: 1701, min: 0, max: 65535, help: "Where it listens; 0 for any that is free." }),
    host: str({
      default: "localhost",
      help: "The address it listens on; 0.0.0.0 for all of this machine, which then anybody in the network can ask.",
    }),
    root: multiple(
      path({ default: null, help: "Images are read from this folder only, and whatever they refer to." }),
    ),
  }),
  needsInput: () => false,
  async run(_, { nproc, port, host, root }, { log, signal }) {
    const workers = typeof nproc === "number" ? nproc : availableParallelism();
    const executor = hasThreads() ? threadsExecutor({ workers, stay: true }) : inlineExecutor;
    const folders = root.filter((folder) => folder !== null);
    const server = await FindSpotsServer.start({
      executor,
      host: host ?? "localhost",
      port: port ?? 1701,
      folders: folders.length > 0 ? folders : undefined,
      log,
    });
    log(`${new Date().toISOString()} Serving ${executor.workers} processes on port ${server.port}`);
    signal.addEventListener("abort", () => void server.stop(), { once: true });
    await server.finished;
    await executor.close?.();
    log(`${new Date().toISOString()} done`);
    return { toString: () => "" };
  },
});
