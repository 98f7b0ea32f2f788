// A Slurm of the test's own: one controller, one node of two processors, its own munge key, ports, state and logs in a folder.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "./paths.js";

interface SlurmFolders {
  /** "/" or where Debian's packages are unpacked. */
  readonly base: string;
  /** Its plugins, and the library all of it shares. */
  readonly plugins: string;
}

const clients = ["sbatch", "squeue", "scancel", "scontrol", "sinfo"];
const programs = [...clients, "slurmctld", "slurmd", "slurmstepd", "munged"];

/** Debian's files are named sbatch-wlm and so on; links with the plain names come only with installing. */
function program(base: string, name: string): string | undefined {
  const paths = ["usr/bin", "usr/sbin"].flatMap((folder) => [
    join(base, folder, name),
    join(base, folder, `${name}-wlm`),
  ]);
  return paths.find((path) => existsSync(path));
}

/** Where Slurm is; undefined where there is none. */
export function slurmFolders(): SlurmFolders | undefined {
  for (const base of [join(root, ".cache", "slurm"), "/"]) {
    if (process.platform !== "linux" || !programs.every((name) => program(base, name))) continue;
    const lib = join(base, "usr/lib");
    const places = [
      ...readdirSync(lib).map((name) => join(lib, name, "slurm-wlm")),
      join(base, "usr/lib64/slurm"),
    ];
    const plugins = places.find((folder) => existsSync(join(folder, "auth_munge.so")));
    if (plugins) return { base, plugins };
  }
  return undefined;
}

export interface TestSlurm {
  /** The path of sbatch; the other commands are beside it. */
  readonly sbatch: string;
  run(command: string, ...args: string[]): string;
  /** Ends every job and Slurm itself. */
  stop(): Promise<void>;
}

/** Starts Slurm in this (empty) folder. Throws with its last error where it does not come up. */
export async function startSlurm(folder: string): Promise<TestSlurm> {
  const found = slurmFolders();
  if (!found) throw new Error("no Slurm");
  const { base, plugins } = found;
  const at = (name: string) => join(folder, name);
  for (const name of ["bin", "state", "spool", "log"]) mkdirSync(at(name));
  const [controllerPort, nodePort] = await freePorts(2);
  const host = hostname().split(".")[0];
  const user = userInfo().username;
  const lines = {
    ClusterName: "ewald",
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: controllerPort,
    SlurmdPort: nodePort,
    SlurmUser: user,
    SlurmdUser: user,
    AuthType: "auth/munge",
    AuthInfo: `socket=${at("munge.socket")}`,
    PluginDir: plugins,
    StateSaveLocation: at("state"),
    SlurmdSpoolDir: at("spool"),
    SlurmctldPidFile: at("slurmctld.pid"),
    SlurmdPidFile: at("slurmd.pid"),
    ProctrackType: "proctrack/linuxproc",
    TaskPlugin: "task/none",
    JobAcctGatherType: "jobacct_gather/none",
    AccountingStorageType: "accounting_storage/none",
    MpiDefault: "none",
    SelectType: "select/cons_tres",
    SelectTypeParameters: "CR_Core",
    ReturnToService: 2,
    KillWait: 2,
    MailProg: "/bin/true",
  };
  writeFileSync(
    at("slurm.conf"),
    `${Object.entries(lines)
      .map(([name, value]) => `${name}=${value}\n`)
      .join("")}NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
  );
  writeFileSync(at("munge.key"), randomBytes(1024), { mode: 0o400 });
  const env = {
    SLURM_CONF: at("slurm.conf"),
    ...(base !== "/" && { LD_LIBRARY_PATH: libraries(base, plugins) }),
  };
  const exports = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  for (const name of clients)
    writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${exports.join("")}exec '${program(base, name)}' "$@"\n`, {
      mode: 0o755,
    });
  const children: ChildProcess[] = [];
  const start = (name: string, args: string[]) => {
    const options = { env: { ...process.env, ...env }, stdio: "ignore" as const, cwd: folder };
    children.push(spawn(program(base, name)!, args, options));
  };
  const files = {
    "key-file": "munge.key",
    socket: "munge.socket",
    "pid-file": "munged.pid",
    "seed-file": "munge.seed",
  };
  start("munged", [
    "--foreground",
    "--force",
    `--log-file=${at("log/munged.log")}`,
    ...Object.entries(files).map(([name, file]) => `--${name}=${at(file)}`),
  ]);
  await until(() => existsSync(at("munge.socket")), 10);
  start("slurmctld", ["-D", "-i", "-L", at("log/slurmctld.log")]);
  start("slurmd", ["-D", "-d", program(base, "slurmstepd")!, "-L", at("log/slurmd.log")]);
  const run = (command: string, ...args: string[]) =>
    execFileSync(at(`bin/${command}`), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const stop = async () => {
    try {
      run("scancel", `--user=${user}`);
      await until(() => run("squeue", "--noheader") === "", 10);
    } catch {}
    for (const child of children.reverse()) {
      const ended = new Promise((resolve) => child.on("close", resolve));
      if (child.exitCode !== null || !child.kill("SIGTERM")) continue;
      const killing = setTimeout(() => child.kill("SIGKILL"), 3000);
      await ended;
      clearTimeout(killing);
    }
  };
  const isUp = () => {
    try {
      return run("sinfo", "--noheader", "--format=%T").includes("idle");
    } catch {
      return false;
    }
  };
  if (await until(isUp, 30)) return { sbatch: at("bin/sbatch"), run, stop };
  await stop();
  const errors = readdirSync(at("log")).flatMap((name) =>
    readFileSync(at(`log/${name}`), "utf8")
      .split("\n")
      .filter((line) => /error|fatal/i.test(line)),
  );
  throw new Error(errors.at(-1) ?? "no word in its logs");
}

function libraries(base: string, plugins: string): string {
  const lib = join(base, "usr/lib");
  return [plugins, ...readdirSync(lib).map((name) => join(lib, name))].join(":");
}

async function until(isSo: () => boolean, seconds: number): Promise<boolean> {
  for (let i = 0; i < seconds * 10; i++) {
    if (isSo()) return true;
    await delay(100);
  }
  return isSo();
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
