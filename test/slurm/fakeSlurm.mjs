// Slurm's commands as far as the executor uses them, for machines without it: arrays run as processes here. Started by the name
// of the command; its state lies in the folder FAKE_SLURM, where tests leave word: `refuse` and `busy` (what sbatch says; a busy
// one says it once, after it took the job), `down` (squeue does not answer), `hold` (nothing starts), `maxArraySize`.
import { spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const state = process.env.FAKE_SLURM;
const [command, ...args] = process.argv.slice(2);
const at = (...parts) => join(state, ...parts);
const word = (name) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : undefined);
const option = (name) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
const jobs = () => readdirSync(state).filter((name) => /^\d+$/.test(name));
const read = (job) => JSON.parse(readFileSync(at(job, "job.json"), "utf8"));
const stateOf = (job, i) => word(join(job, `${i}.state`)) ?? "PENDING|Resources";
const setState = (job, i, text) => writeFileSync(at(job, `${i}.state`), text);

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const commands = {
  sbatch() {
    appendFileSync(at("calls"), `${JSON.stringify(args)}\n`);
    const refused = word("refuse");
    if (refused) fail(`sbatch: error: ${refused}`);
    const job = String(1 + Math.max(0, ...jobs().map(Number)));
    const [, last, throttle] = /^0-(\d+)%(\d+)$/.exec(option("array"));
    if (Number(last) >= Number(word("maxArraySize") ?? 1001))
      fail("sbatch: error: Batch job submission failed: Invalid job array specification");
    const script = args.slice(args.findIndex((arg) => !arg.startsWith("--")));
    mkdirSync(at(job));
    const size = Number(last) + 1;
    const record = {
      size,
      throttle: Number(throttle),
      name: option("job-name"),
      output: option("output"),
      script,
    };
    writeFileSync(at(job, "job.json"), JSON.stringify(record));
    spawn(process.execPath, [fileURLToPath(import.meta.url), "run", job], {
      detached: true,
      stdio: "ignore",
    }).unref();
    const busy = word("busy");
    rmSync(at("busy"), { force: true });
    if (busy) fail(`sbatch: error: ${busy}`);
    process.stdout.write(`${job}\n`);
  },
  squeue() {
    if (word("down")) fail("slurm_load_jobs error: Unable to contact slurm controller (connect failure)");
    const name = option("name");
    if (name)
      return process.stdout.write(
        jobs()
          .filter((job) => read(job).name === name)
          .join("\n"),
      );
    const job = option("jobs");
    if (!existsSync(at(job))) fail("slurm_load_jobs error: Invalid job id specified");
    for (let i = 0; i < read(job).size; i++) process.stdout.write(`${job}_${i}|${stateOf(job, i)}\n`);
  },
  scancel() {
    appendFileSync(at("cancelled"), `${args.at(-1)}\n`);
    const [job, element] = args.at(-1).split("_");
    for (let i = 0; i < read(job).size; i++) {
      if ((element !== undefined && Number(element) !== i) || !/^(PENDING|RUNNING)/.test(stateOf(job, i)))
        continue;
      setState(job, i, "CANCELLED|None");
      const pid = word(join(job, `${i}.pid`));
      try {
        if (pid) process.kill(-Number(pid), "SIGKILL");
      } catch {}
    }
  },
  scontrol: () => process.stdout.write(`MaxArraySize            = ${word("maxArraySize") ?? 1001}\n`),
  async run() {
    const [job] = args;
    const { size, throttle, output, script } = read(job);
    let next = 0;
    const element = async (i) => {
      while (word("hold")) await delay(20);
      if (stateOf(job, i).startsWith("CANCELLED")) return;
      const log = openSync(output.replaceAll("%a", i).replaceAll("%%", "%"), "a");
      const env = { ...process.env, SLURM_ARRAY_JOB_ID: job, SLURM_ARRAY_TASK_ID: String(i) };
      const child = spawn("bash", script, { env, detached: true, stdio: ["ignore", log, log] });
      writeFileSync(at(job, `${i}.pid`), String(child.pid));
      setState(job, i, "RUNNING|None");
      const [code] = await new Promise((resolve) => child.on("close", (...how) => resolve(how)));
      if (!stateOf(job, i).startsWith("RUNNING")) return;
      setState(job, i, code === null ? "NODE_FAIL|None" : code ? "FAILED|NonZeroExitCode" : "COMPLETED|None");
    };
    const worker = async () => {
      while (next < size) await element(next++);
    };
    await Promise.all(Array.from({ length: throttle }, worker));
  },
};
await commands[command]();
