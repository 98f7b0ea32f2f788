import "../main.js";
import { runCommand } from "./run.js";

// a reader that has seen enough, as `head`, is no error
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

/** Resolves to the exit code. */
export const finished = runCommand(process.argv.slice(2), { out: process.stdout, err: process.stderr }).then(
  (code) => {
    process.exitCode = code;
    return code;
  },
);
