// The logic of job arrays, with commands that stand in for Slurm's; the built library, as tasks run JavaScript.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type * as Ewald from "../../lib/src/node/main.js";
import { scratchFolder } from "../support/fresh.js";
import { root } from "../support/paths.js";
import { FakeSlurm } from "./fake.js";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

let ewald: typeof Ewald;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
let slurm: FakeSlurm;
let options: Ewald.ClusterOptions;
let log: string[];
let witness: string;
let gate: string;

beforeAll(async () => {
  ewald = (await import(pathToFileURL(join(root, "lib/dist/node/main.js")).href)) as typeof Ewald;
});
beforeEach(async () => {
  scratch = await scratchFolder();
  slurm = new FakeSlurm(scratch.path);
  witness = join(scratch.path, "witness");
  gate = join(scratch.path, "gate");
  log = [];
  options = {
    folder: join(scratch.path, "a job's %folder"),
    sbatch: slurm.sbatch,
    modules: [here("tasks.mjs")],
    njobs: 2,
    pollInterval: 0.1,
    queueInterval: 1,
    settle: 0.1,
    log: (message) => log.push(message),
  };
});
afterEach(() => scratch.remove());

interface Squared {
  readonly n: number;
  readonly square: number;
  readonly trace: Float64Array;
  readonly pid: number;
}
const square: Ewald.Task<object, Squared> = { name: "test.square", run: () => expect.fail() };
const fails: Ewald.Task<object, number> = { name: "test.fails", run: () => 0 };
const dies: Ewald.Task<object, number> = { name: "test.dies", run: () => 0 };

const shards = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, n) => ({ n, ...more }));
const executor = (more: Ewald.ClusterOptions = {}) => ewald.slurmExecutor({ ...options, ...more });
const witnessed = () => (existsSync(witness) ? readFileSync(witness, "utf8").trim().split("\n") : []);
const jobFolder = () => join(options.folder!, readdirSync(options.folder!)[0]!);

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !isSo(); i++) await delay(20);
  expect(isSo()).toBe(true);
}

it("results come in the order of the shards, each done once; nothing is left behind", async () => {
  const seen: number[] = [];
  const results = await executor().map(square, shards(11, { witness }), {
    progress: (done) => seen.push(done),
  });
  expect(results.map(({ square }) => square)).toEqual(shards(11).map(({ n }) => n * n));
  expect(results[2]!.trace).toEqual(Float64Array.of(2, 2 / 3));
  expect(results[2]!.trace.buffer.byteLength).toBe(16);
  expect(new Set(results.map(({ pid }) => pid)).size).toBe(2);
  expect(seen).toEqual(shards(11).map(({ n }) => n + 1));
  expect(
    witnessed()
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(shards(11).map(({ n }) => n));
  expect(slurm.calls()).toHaveLength(1);
  expect(slurm.cancelled()).toEqual([]);
  expect(existsSync(options.folder!)).toBe(false);
  expect(executor({ njobs: 3, nproc: 4 }).workers).toBe(12);
  expect(await executor().map(square, [])).toEqual([]);
});

it("what Slurm is asked for is what was said, and no array longer than it allows", async () => {
  slurm.say("maxArraySize", "3");
  const asked = {
    partition: "short",
    account: "mx123",
    qos: "high",
    time: "1:30",
    memory: "8G",
    setup: ["export EWALD_TEST=1"],
    sbatchArgs: ["--constraint=skylake"],
  };
  const results = await executor({ ...asked, tasks: 50, njobs: 1 }).map(square, shards(12));
  expect(results.map(({ n }) => n)).toEqual(shards(12).map(({ n }) => n));
  expect(slurm.calls()[0]).toEqual(
    expect.arrayContaining([
      "--array=0-2%1",
      "--partition=short",
      "--account=mx123",
      "--qos=high",
      "--time=1:30",
      "--mem=8G",
      "--cpus-per-task=1",
      "--constraint=skylake",
    ]),
  );
});

it("threads of a task share its shards", async () => {
  const results = await executor({ nproc: 2, njobs: 1 }).map(square, shards(6, { wait: 50, witness }));
  expect(results.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(new Set(results.map(({ pid }) => pid)).size).toBe(1);
  expect(witnessed()).toHaveLength(6);
  expect(slurm.calls()[0]).toContain("--cpus-per-task=2");
});

it("a task's own error comes through with its code and is not tried again", async () => {
  const work = executor({ nproc: 2 }).map(fails, shards(5, { bad: 3 }));
  await expect(work).rejects.toMatchObject({
    name: "EwaldError",
    code: "bad-format",
    message: "Shard 3 cannot be done.",
  });
  expect(slurm.calls()).toHaveLength(1);
  expect(readFileSync(join(jobFolder(), "logs/1_1.log"), "utf8")).toContain("Shard 3 cannot be done.");
  const alone = executor({ njobs: 1 });
  await expect(alone.map({ name: "test.unclonable", run: () => 0 }, [1])).rejects.toThrow(
    /could not be cloned/,
  );
  await expect(alone.map({ name: "none", run: () => 0 }, [1])).rejects.toThrow(/There is no task none/);
});

it("a task that is killed is given out again for what it has not done", async () => {
  const once = join(scratch.path, "once");
  expect(await executor().map(dies, shards(7, { bad: 3, once }))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(slurm.calls().map((args) => args.find((arg) => arg.startsWith("--array=")))).toEqual([
    "--array=0-1%2",
    expect.stringMatching(/^--array=0-0%2|--array=0-1%2$/),
  ]);
  expect(log.join("\n")).toMatch(
    /Task 1_1 ended as FAILED \(NonZeroExitCode\), exit code 137 on \S+, [1-3] of its/,
  );
  expect(existsSync(options.folder!)).toBe(false);
});

it("a shard that kills every task is given up, with the log", async () => {
  const work = executor({ retries: 1, njobs: 1 }).map(dies, shards(4, { bad: 2 }));
  await expect(work).rejects.toMatchObject({
    code: "work-lost",
    message: expect.stringMatching(
      /^Shard 2 of test.dies was lost with its task 2 times;.*exit code 137[\s\S]*shard 2 feels unwell/,
    ),
  });
  expect(slurm.calls()).toHaveLength(2);
  // what is done is kept: only the bad shard is asked for again
  await expect(executor({ retries: 0, njobs: 1 }).map(dies, shards(4, { bad: 2 }))).rejects.toThrow(
    /lost with its task once;/,
  );
  expect(slurm.calls()[2]).toContain("--array=0-0%1");
});

it("a node that goes down is seen in the queue", async () => {
  const work = executor().map(square, shards(6, { gate, witness }));
  await until(() => witnessed().length === 4);
  slurm.killNode(1, 0);
  const began = performance.now();
  await until(() => log.some((line) => line.startsWith("Task 1_0 ended as NODE_FAIL, 1 of its")));
  // a question to the queue, the time to settle, a look
  expect(performance.now() - began).toBeLessThan(5000);
  writeFileSync(gate, "");
  expect((await work).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(witnessed()).toHaveLength(6);
  expect(slurm.calls()).toHaveLength(2);
});

it("a queue that does not answer is no reason to give up", async () => {
  slurm.say("down");
  expect(await executor({ njobs: 1 }).map(square, shards(2, { wait: 1500 }))).toHaveLength(2);
  expect(slurm.calls()).toHaveLength(1);
});

it("aborting cancels and tidies up", async () => {
  const stop = new AbortController();
  const work = executor().map(square, shards(8, { wait: 2000 }), { signal: stop.signal });
  await until(() => existsSync(options.folder!) && slurm.calls().length === 1);
  setTimeout(() => stop.abort(), 300);
  await expect(work).rejects.toMatchObject({ code: "aborted" });
  expect(slurm.cancelled()).toEqual(["1"]);
  expect(slurm.states(1).every((state) => state.startsWith("CANCELLED"))).toBe(true);
  expect(existsSync(options.folder!)).toBe(false);
  await expect(executor().map(square, shards(2), { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  expect(slurm.calls()).toHaveLength(1);
});

it("an array that someone cancels is not submitted again", async () => {
  const work = executor().map(square, shards(8, { wait: 2000 }));
  await until(() => slurm.calls().length === 1 && log.length === 1);
  const { execFileSync } = await import("node:child_process");
  execFileSync(slurm.sbatch.replace(/sbatch$/, "scancel"), ["1"]);
  await expect(work).rejects.toMatchObject({ code: "aborted", message: /job array 1 was cancelled/ });
  expect(slurm.calls()).toHaveLength(1);
});

it("results are streamed in order, and a loop that is left cancels the rest", async () => {
  const seen: number[] = [];
  for await (const { n } of executor().stream(square, shards(30, { wait: 100 }))) {
    seen.push(n);
    if (n === 2) break;
  }
  expect(seen).toEqual([0, 1, 2]);
  expect(slurm.cancelled()).toEqual(["1"]);
  expect(existsSync(options.folder!)).toBe(false);
});

/** A controlling process, and what it says. */
function control(work: readonly object[]): {
  child: ChildProcess;
  said: () => string;
  ended: Promise<unknown>;
} {
  const { log: _, ...rest } = options;
  const args = [here("control.mjs"), JSON.stringify(rest), JSON.stringify(work)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout!.on("data", (part: Buffer) => (text += part));
  return { child, said: () => text, ended: new Promise((resolve) => child.on("close", resolve)) };
}

it("a controlling process that is killed is followed by another, which joins what runs", async () => {
  const work = shards(8, { gate, witness });
  const first = control(work);
  await until(() => first.said().includes("4\n"));
  // meanwhile nobody else may control it
  const second = control(work);
  await second.ended;
  expect(second.said()).toMatch(/^bad-argument: This very work is being done by process \d+ on/);
  first.child.kill("SIGKILL");
  await first.ended;
  const seen: number[] = [];
  const found = executor().map(square, work, { progress: (done) => seen.push(done) });
  await until(() => seen.length === 4);
  expect(log).toEqual([expect.stringMatching(/^Going on in .*: 2 tasks of it are still in the queue\.$/)]);
  writeFileSync(gate, "");
  expect((await found).map(({ n }) => n)).toEqual(work.map(({ n }) => n));
  expect(witnessed()).toHaveLength(8);
  expect(slurm.calls()).toHaveLength(1);
  expect(existsSync(options.folder!)).toBe(false);
});

it("one that comes after the array has ended takes its results, and does what is missing", async () => {
  const work = shards(6, { wait: 100, witness });
  const first = control(work);
  await until(() => first.said().includes("1\n"));
  first.child.kill("SIGKILL");
  await until(() => witnessed().length === 6);
  await until(() => slurm.states(1).every((state) => state.startsWith("COMPLETED")));
  const results = join(jobFolder(), "results");
  // one result as a machine leaves it that loses its power, one of the right length and the wrong content, one not at all
  const whole = readFileSync(join(results, "000001"));
  writeFileSync(join(results, "000001"), whole.subarray(0, whole.length - 5));
  writeFileSync(join(results, "000002"), whole.fill(0, 30));
  writeFileSync(join(results, "000003"), "");
  const found = await executor().map(square, work);
  expect(found.map(({ square }) => square)).toEqual([0, 1, 4, 9, 16, 25]);
  expect(witnessed().slice(6).map(Number).sort()).toEqual([1, 2, 3]);
  expect(log.some((line) => /shard 2 is done again: .*CRC-32/.test(line))).toBe(true);
});

it("other work in the same folder, and the same work twice at a time, do not meet", async () => {
  const both = [shards(4), shards(4), shards(5)].map((work) => executor({ njobs: 1 }).map(square, work));
  expect((await Promise.all(both)).map((results) => results.length)).toEqual([4, 4, 5]);
  expect(slurm.calls()).toHaveLength(3);
});

it("a task that runs another library says so and does nothing", async () => {
  slurm.say("hold");
  const work = executor().map(square, shards(4, { witness }));
  await until(() => log.length === 1);
  const path = join(jobFolder(), "order.json");
  const order = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...order, library: { version: "0.0.9", hash: "0123456789abcdef" } }));
  slurm.unsay("hold");
  await expect(work).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringMatching(
      /^The task on \S+ runs Ewald \S+ \(\w{8}\) and the controlling process 0.0.9 \(01234567\)/,
    ),
  });
  expect(witnessed()).toEqual([]);
});

it("what Slurm refuses is said in its words; a busy controller is asked again, and takes a job once", async () => {
  slurm.say("refuse", "Batch job submission failed: Invalid partition name specified");
  await expect(executor({ partition: "nope" }).map(square, shards(2))).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringMatching(
      /^Slurm did not take the job \(sbatch .*--partition=nope.*: .*Invalid partition name specified\.$/,
    ),
  });
  slurm.unsay("refuse");
  slurm.say("busy", "Batch job submission failed: Socket timed out on send/recv operation");
  expect(await executor({ njobs: 1 }).map(square, shards(3, { witness }))).toHaveLength(3);
  expect(slurm.calls()).toHaveLength(2);
  expect(witnessed()).toHaveLength(3);
});

it("says what is missing: Slurm, options that are numbers, other batch systems", async () => {
  await expect(
    executor({ sbatch: join(scratch.path, "none/sbatch") }).map(square, shards(2)),
  ).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringMatching(/none\/s\w+ cannot be started \(ENOENT\)/),
  });
  expect(() => executor({ njobs: 0 })).toThrow("njobs=0: a whole number from 1 on is needed.");
  expect(() => executor({ settle: Number.NaN })).toThrow(/settle=NaN/);
  expect(ewald.clusterExecutor("slurm", { njobs: 3 }).workers).toBe(3);
  expect(() => ewald.clusterExecutor("sge")).toThrow(/^mp.method=sge: work can be given to slurm;/);
});
