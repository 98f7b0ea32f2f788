import { writeSync } from "node:fs";

/**
 * A line for whoever runs the Jupyter server. Written past process.stderr, which on every thread of the kernel
 * leads to the notebook.
 */
export function logLine(text: string): void {
  try {
    writeSync(2, `ewald-kernel: ${text}\n`);
  } catch {
    // The server closed our stderr: nobody listens.
  }
}
