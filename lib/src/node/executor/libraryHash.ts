import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

let hash: string | undefined;

/**
 * Hex SHA-256 of what tasks and their threads run, two bundles with all of the library that they use. Two machines of the same hash
 * do the same work.
 */
export function libraryHash(): string {
  if (hash !== undefined) return hash;
  const sum = createHash("sha256");
  // By way of the folder: the command is bundled into one beside this one's.
  for (const name of ["arrayTask.js", "worker.cjs"])
    sum.update(readFileSync(new URL(`../executor/${name}`, import.meta.url)));
  return (hash = sum.digest("hex"));
}
