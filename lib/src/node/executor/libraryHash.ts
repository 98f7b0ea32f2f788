import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

let hash: string | undefined;

/**
 * Hex SHA-256 over the names and contents of the JavaScript this process runs as the library: `lib/dist`. Two machines of the
 * same hash do the same work.
 */
export function libraryHash(): string {
  // By way of two folders up: the command is bundled into one beside this one's.
  const folder = fileURLToPath(new URL("../../", import.meta.url));
  return (hash ??= hashOfScripts(folder));
}

function hashOfScripts(folder: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .sort();
  const sum = createHash("sha256");
  for (const name of names) {
    const content = readFileSync(join(folder, name));
    sum.update(`\0${name.replaceAll("\\", "/")}\0${content.length}\0`).update(content);
  }
  return sum.digest("hex");
}
