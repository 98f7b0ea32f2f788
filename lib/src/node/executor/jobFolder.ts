import { createHash, type Hash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { EwaldError } from "../../error.js";
import { version } from "../command/version.js";
import { libraryHash } from "./libraryHash.js";
import { Parts } from "./parts.js";
import { readSealed, sealedKind, writeSealed } from "./sealedFile.js";
import { bytesValue, valueBytes, valueFormat } from "./valueBytes.js";

/** What is to be done, `order.json` in a job's folder. */
export interface JobOrder {
  readonly task: string;
  readonly shards: number;
  /** JavaScript files to load for tasks that are not the library's own. */
  readonly modules: readonly string[];
  /** The controlling process's; a worker of another library would give other results. */
  readonly library: { readonly version: string; readonly hash: string };
  readonly node: string;
  readonly valueFormat: number;
}

/** One array of jobs that was asked for, `submissions/<n>.json`. */
export interface Submission {
  readonly n: number;
  /** The shards of each task of the array, by its index. */
  readonly elements: readonly (readonly number[])[];
  /** Threads a task has. */
  readonly threads: number;
  /** The job's name in the queue, like no other's. */
  readonly name: string;
  /** The array's id; missing while it is being submitted. */
  readonly job?: string;
  readonly cluster?: string | undefined;
}

/** How a task of an array ended, as the batch script writes it to `ended/<n>_<element>`. */
export interface Ended {
  readonly code: number;
  readonly host: string;
}

/** Seconds without a sign of life after which another process may take a job over. */
const silence = 60;

/**
 * The folder that is a job's bus: `order.json`, `shards/` (the inputs), `parts/` (large arrays of several inputs), `results/`, `submissions/`, `ended/`, `logs/`, and
 * `controller.json` of the process that looks after it. Each file is written beside and renamed; so is the folder itself.
 */
export class JobFolder {
  readonly path: string;
  /** Those that were read. */
  readonly #parts = new Map<number, Promise<Uint8Array>>();

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The folder of this work below `root`, named by a hash of task, inputs and library: the one that a process left behind that
   * was killed over the very same work, or a new one. Throws EwaldError `"bad-argument"` where another process is at it.
   */
  static async open(
    root: string,
    task: string,
    shards: readonly unknown[],
    modules: readonly string[],
  ): Promise<JobFolder> {
    const base = resolve(root);
    const beside = join(base, `.${randomUUID()}.part`);
    const library = { version: version(), hash: libraryHash() };
    const order: JobOrder = {
      task,
      shards: shards.length,
      modules,
      library,
      node: process.version,
      valueFormat,
    };
    const sum = createHash("sha256").update(JSON.stringify([task, shards.length, library, valueFormat]));
    const made = new JobFolder(beside);
    try {
      for (const name of ["shards", "parts", "results", "submissions", "ended", "logs"])
        await mkdir(join(beside, name), { recursive: true });
      for (const module of modules) sum.update(module).update(await readFile(module));
      await made.#writeShards(shards, sum);
      await writeFile(join(beside, "order.json"), JSON.stringify(order, undefined, 1));
      const name = `${task.replaceAll(/[^\w.-]/g, "_")}-${sum.digest("hex").slice(0, 16)}`;
      // The same work twice at a time in one process: each has its own folder.
      for (let copy = 1; ; copy++) {
        const path = join(base, copy === 1 ? name : `${name}-${copy}`);
        if (ours.has(path)) continue;
        ours.add(path);
        try {
          await rename(beside, path).catch(async (error) => {
            if (!(await stat(path).catch(() => undefined))) throw error;
          });
          const folder = new JobFolder(path);
          await folder.#takeOver();
          return folder;
        } catch (error) {
          ours.delete(path);
          throw error;
        }
      }
    } catch (error) {
      if (error instanceof EwaldError || !(error as NodeJS.ErrnoException).code) throw error;
      const code = (error as NodeJS.ErrnoException).code;
      throw new EwaldError("file-unreadable", `A job's folder cannot be made in ${base} (${code}).`, {
        cause: error,
      });
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }

  async #writeShards(shards: readonly unknown[], sum: Hash): Promise<void> {
    const writing: Promise<void>[] = [];
    const parts = new Parts((part, bytes, hash) => {
      sum.update(hash);
      writing.push(writeSealed(this.#partPath(part), bytes));
    });
    for (const [i, shard] of shards.entries()) {
      const used = new Set<number>();
      const content = valueBytes(shard, (bytes) => {
        const part = parts.numberOf(bytes);
        used.add(part);
        return part;
      });
      sum.update(`\0${content.length}\0`).update(content);
      const head = Uint32Array.of(used.size, ...used);
      const whole = Buffer.concat([new Uint8Array(head.buffer), content]);
      writing.push(writeSealed(this.shardPath(i), whole));
      if (writing.length >= writesAtOnce) await Promise.all(writing.splice(0));
    }
    await Promise.all(writing);
  }

  /** The input of a shard. */
  async readShard(shard: number): Promise<unknown> {
    const { content } = await readSealed(this.shardPath(shard));
    const words = new DataView(content.buffer, content.byteOffset, content.byteLength);
    const count = words.getUint32(0, true);
    const used = new Map<number, Uint8Array>();
    for (let i = 1; i <= count; i++) {
      const part = words.getUint32(4 * i, true);
      let bytes = this.#parts.get(part);
      if (!bytes)
        this.#parts.set(part, (bytes = readSealed(this.#partPath(part)).then((file) => file.content)));
      used.set(part, await bytes);
    }
    return bytesValue(content.subarray(4 + 4 * count), (part) => used.get(part)!);
  }

  #partPath(part: number): string {
    return join(this.path, "parts", numbered(part));
  }

  async order(): Promise<JobOrder> {
    return JSON.parse(await readFile(join(this.path, "order.json"), "utf8")) as JobOrder;
  }

  shardPath(shard: number): string {
    return join(this.path, "shards", numbered(shard));
  }

  resultPath(shard: number): string {
    return join(this.path, "results", numbered(shard));
  }

  /** Where Slurm is to write what a task prints; `element` may be its own `%a`. */
  logPath(n: number, element: number | string): string {
    return join(this.path, "logs", `${n}_${element}.log`);
  }

  /** Shards whose results are there and whole, among those that are not in `seen`. */
  async newResults(seen: ReadonlySet<number>): Promise<{ shard: number; kind: "value" | "error" }[]> {
    const names = await readdir(join(this.path, "results"));
    const fresh = names.filter((name) => /^\d+$/.test(name) && !seen.has(Number(name))).sort();
    const found = await Promise.all(
      fresh.map(async (name) => {
        const kind = await sealedKind(join(this.path, "results", name));
        return kind ? [{ shard: Number(name), kind }] : [];
      }),
    );
    return found.flat();
  }

  async discardResult(shard: number): Promise<void> {
    await rm(this.resultPath(shard), { force: true });
  }

  /** Brings what is known of ended tasks, by `<n>_<element>`, up to date; those that Slurm has started again are out. */
  async updateEnded(known: Map<string, Ended>): Promise<void> {
    const names = new Set(await readdir(join(this.path, "ended")));
    for (const key of known.keys()) if (!names.has(key)) known.delete(key);
    for (const key of names) {
      if (!/^\d+_\d+$/.test(key) || known.has(key)) continue;
      const text = await readFile(join(this.path, "ended", key), "utf8").catch(() => "");
      const [code, host = ""] = text.trim().split(" ");
      if (code) known.set(key, { code: Number(code), host });
    }
  }

  /** Of all submissions so far, in their order. */
  async submissions(): Promise<Submission[]> {
    const names = (await readdir(join(this.path, "submissions"))).filter((name) => /^\d+\.json$/.test(name));
    const found = await Promise.all(names.map((name) => this.submission(Number.parseInt(name, 10))));
    return found.sort((a, b) => a.n - b.n);
  }

  async submission(n: number): Promise<Submission> {
    return JSON.parse(await readFile(join(this.path, "submissions", `${n}.json`), "utf8")) as Submission;
  }

  async writeSubmission(submission: Submission): Promise<void> {
    await this.#write(join("submissions", `${submission.n}.json`), JSON.stringify(submission));
  }

  /** Writes the script that Slurm starts. @returns its path */
  async writeScript(text: string): Promise<string> {
    await this.#write("batch.sh", text);
    return join(this.path, "batch.sh");
  }

  /** The last lines of a task's log, without the addresses of a native stack; undefined where none was written. */
  async logEnd(n: number, element: number, lines = 15): Promise<string | undefined> {
    const text = await readFile(this.logPath(n, element), "utf8").catch(() => undefined);
    const telling = text?.split("\n").filter((line) => line.trim() !== "" && !/^\s*\d+: 0x/.test(line));
    return telling?.slice(-lines).join("\n");
  }

  /**
   * Says that this process is alive. On shared file systems it also makes this machine forget what it remembers of the results'
   * folder: NFS asks its server again only for a folder that was written to, or after half a minute.
   */
  async heartbeat(): Promise<void> {
    await this.#write("controller.json", JSON.stringify(us()));
    const mark = join(this.path, "results", `.${process.pid}.mark`);
    await writeFile(mark, "");
    await rm(mark, { force: true });
  }

  /** Leaves the job to whoever comes next. */
  async release(): Promise<void> {
    ours.delete(this.path);
    await rm(join(this.path, "controller.json"), { force: true });
  }

  /** Away with the folder, and with the one above it when it is empty. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    ours.delete(this.path);
    await rmdir(resolve(this.path, "..")).catch(() => {});
  }

  async #write(name: string, text: string): Promise<void> {
    const beside = join(this.path, `.${randomUUID()}.part`);
    await writeFile(beside, text);
    await rename(beside, join(this.path, name));
  }

  async #takeOver(): Promise<void> {
    const path = join(this.path, "controller.json");
    const text = await readFile(path, "utf8").catch(() => undefined);
    if (text !== undefined) {
      const other = JSON.parse(text) as ReturnType<typeof us>;
      if (other.host !== hostname() || isAlive(other.pid)) {
        const age = await this.#age(path);
        if (age < silence)
          throw new EwaldError(
            "bad-argument",
            `This very work is being done by process ${other.pid} on ${other.host}, in ${this.path}; end that, or wait ${Math.ceil(silence - age)} s if it has died.`,
          );
      }
    }
    await this.#write("controller.json", JSON.stringify(us()));
  }

  /** Seconds since a file was touched, by the clock of the file system. */
  async #age(path: string): Promise<number> {
    const mark = join(this.path, `.${randomUUID()}.part`);
    await writeFile(mark, "");
    const now = (await stat(mark)).mtimeMs;
    await rm(mark, { force: true });
    return (now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0)) / 1000;
  }
}

/** Files under way: a file server takes its time for each, not for all. */
const writesAtOnce = 32;

/** Folders this process looks after. */
const ours = new Set<string>();

const us = () => ({ host: hostname(), pid: process.pid });

const numbered = (shard: number) => String(shard).padStart(6, "0");

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false; // of a process before this one
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
