// The npm packages, exactly as in package-lock.json.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root, run, StepError, step } from "./run.mjs";

const needed = [20, 19];

/** Throws unless this Node is new enough. */
export function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  throw new StepError(
    `Ewald needs Node.js ${needed.join(".")} or newer and this is ${process.versions.node}: install a newer Node.js and try again.`,
  );
}

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network request .* failed|network connectivity/i;

/** npm's own JavaScript where npm started us; the command otherwise (on Windows a script, which needs a shell). */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith("npm-cli.js")) return run("npm", process.execPath, [cli, ...args], options);
  return run("npm", "npm", args, { shell: process.platform === "win32", ...options });
}

/** What lies in node_modules is what the lock file says: npm records it in node_modules/.package-lock.json. */
async function upToDate() {
  const read = (path) => readFile(join(root, path), "utf8").then(JSON.parse, () => undefined);
  const [wanted, there] = [await read("package-lock.json"), await read("node_modules/.package-lock.json")];
  if (!wanted || !there) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true;
    const found = there.packages[path];
    return found
      ? found.version === entry.version && found.integrity === entry.integrity
      : Boolean(entry.optional);
  });
}

/** `npm ci`, when node_modules is not what package-lock.json says. No package runs a script of its own. */
export function installPackages() {
  const quick = [
    "--fetch-retries",
    "2",
    "--fetch-retry-mintimeout",
    "1000",
    "--fetch-retry-maxtimeout",
    "5000",
  ];
  return step("npm packages from the lock file", { fresh: upToDate }, () =>
    npm(["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", ...quick], {
      explain: (output) =>
        unreachable.test(output)
          ? "npm cannot reach its package registry: check the network connection (or npm's proxy and registry settings) and try again."
          : undefined,
    }),
  );
}
