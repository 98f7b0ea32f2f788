// One Jupyter client for every kernel measured, so that its own time is the same for all: starts a kernel from an argv with
// {connection_file} in it, speaks to it over ZeroMQ, notes when each message came.
import { spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Dealer, Subscriber } from "zeromq";

const DELIMITER = "<IDS|MSG>";
const HMAC = "hmac-sha256";

async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((one) => new Promise((done) => one.listen(0, "127.0.0.1", done))));
  const ports = servers.map((one) => one.address().port);
  await Promise.all(servers.map((one) => new Promise((done) => one.close(done))));
  return ports;
}

const statusField = (pid, name) => {
  try {
    const line = readFileSync(`/proc/${pid}/status`, "utf8").match(new RegExp(`^${name}:\\s+(\\d+)`, "m"));
    return line ? Number(line[1]) : 0;
  } catch {
    return 0;
  }
};

/** Resident memory of a process and all below it, MB; undefined where there is no /proc. */
export function treeMemory(pid) {
  let pids;
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  const parents = new Map(pids.map((one) => [Number(one), statusField(one, "PPid")]));
  const below = (one) => one === pid || (parents.get(one) > 1 && below(parents.get(one)));
  const kilobytes = [...parents.keys()]
    .filter(below)
    .reduce((sum, one) => sum + statusField(one, "VmRSS"), 0);
  return kilobytes / 1000;
}

// No kernel outlives the benchmark, however it ends.
const living = new Set();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

export class Client {
  #key = randomUUID();
  #session = randomUUID();
  // What a kernel that is not there yet costs must not be the client's wait between attempts.
  #shell = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0, reconnectInterval: 2 });
  #control = new Dealer({ linger: 0, sendHighWaterMark: 0, reconnectInterval: 2 });
  #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0, reconnectInterval: 2 });
  #waiting = new Map();
  #sending = Promise.resolve();

  /** Starts the kernel; `startKernel` also waits for its first answer. */
  static async spawn({ name, argv, env = {} }) {
    const client = new Client();
    const ports = await freePorts(5);
    client.name = name;
    client.folder = mkdtempSync(join(tmpdir(), "ewald-bench-kernel-"));
    const file = join(client.folder, "connection.json");
    const names = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];
    const fields = Object.fromEntries(names.map((name, i) => [name, ports[i]]));
    const security = { key: client.#key, signature_scheme: HMAC };
    const connection = { transport: "tcp", ip: "127.0.0.1", ...security, ...fields };
    writeFileSync(file, JSON.stringify(connection), { mode: 0o600 });
    const [program, ...args] = argv.map((word) => word.replace("{connection_file}", file));
    client.began = performance.now();
    client.process = spawn(program, args, {
      cwd: client.folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", process.env.EWALD_BENCH_VERBOSE ? "inherit" : "ignore"],
    });
    client.gone = new Promise((done) => client.process.once("exit", done));
    client.dead = false;
    living.add(client.process);
    client.gone.then(() => {
      client.dead = true;
      living.delete(client.process);
    });
    const at = (name) => `tcp://127.0.0.1:${fields[name]}`;
    client.#iopub.subscribe();
    client.#iopub.connect(at("iopub_port"));
    client.#shell.connect(at("shell_port"));
    client.#control.connect(at("control_port"));
    for (const [channel, socket] of [
      ["shell", client.#shell],
      ["control", client.#control],
      ["iopub", client.#iopub],
    ])
      client.#listen(channel, socket).catch(() => {});
    return client;
  }

  async #listen(channel, socket) {
    for await (const frames of socket) {
      const at = performance.now();
      const from = frames.findIndex((frame) => String(frame) === DELIMITER) + 2;
      const parent = JSON.parse(frames[from + 1]).msg_id;
      const request = this.#waiting.get(parent);
      if (!request) continue;
      const type = JSON.parse(frames[from]).msg_type;
      request.hear({ channel, type, at, content: JSON.parse(frames[from + 3]) });
    }
  }

  #send(type, content, channel) {
    const id = randomUUID();
    const header = {
      msg_id: id,
      session: this.#session,
      username: "bench",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) => Buffer.from(JSON.stringify(part)));
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    const frames = [Buffer.from(DELIMITER), Buffer.from(hmac.digest("hex")), ...parts];
    const socket = channel === "control" ? this.#control : this.#shell;
    this.#sending = this.#sending.then(() => socket.send(frames)).catch(() => {});
    return id;
  }

  /**
   * Sends a request. `replied` and `idle` resolve to the milliseconds since then, undefined where `patience` ran out or the
   * kernel died; `outputs` holds what was published, `reply` the reply's content.
   */
  request(type, content, { channel = "shell", patience = 30_000 } = {}) {
    const sent = performance.now();
    const id = this.#send(type, content, channel);
    const request = { sent, outputs: [], reply: undefined, lastOutput: undefined };
    let onReply;
    let onIdle;
    let onInput;
    request.replied = new Promise((done) => (onReply = done));
    request.idle = new Promise((done) => (onIdle = done));
    request.begun = new Promise((done) => (onInput = done));
    const give = () => {
      for (const done of [onReply, onIdle, onInput]) done(undefined);
    };
    const timer = setTimeout(give, patience);
    this.gone.then(give);
    // Both: some kernels send idle and no reply.
    Promise.all([request.replied, request.idle]).then(() => {
      clearTimeout(timer);
      give();
    });
    request.hear = (message) => {
      const elapsed = message.at - sent;
      if (message.channel !== "iopub") {
        request.reply = message.content;
        onReply(elapsed);
      } else if (message.type === "status") {
        if (message.content.execution_state === "idle") onIdle(elapsed);
      } else if (message.type === "execute_input") onInput(elapsed);
      else {
        request.outputs.push(message);
        request.lastOutput = elapsed;
      }
    };
    this.#waiting.set(id, request);
    request.forget = () => this.#waiting.delete(id);
    return request;
  }

  execute(code, { patience } = {}) {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    return this.request("execute_request", { ...content, stop_on_error: true }, { patience });
  }

  /** Runs a cell to its end: milliseconds to its reply, undefined where it hung; throws where it failed. */
  async run(code, { patience = 10_000 } = {}) {
    const cell = this.execute(code, { patience });
    const replied = await cell.replied;
    await cell.idle;
    cell.forget();
    if (cell.reply?.status === "error")
      throw Object.assign(new Error(`${code}\nfailed: ${cell.reply.ename}: ${cell.reply.evalue}`), {
        kernel: this.name,
      });
    return replied;
  }

  async stop() {
    if (!this.dead) {
      this.request("shutdown_request", { restart: false }, { channel: "control", patience: 1000 });
      const kill = setTimeout(() => this.process.kill("SIGKILL"), 1500);
      await this.gone;
      clearTimeout(kill);
    }
    for (const socket of [this.#shell, this.#control, this.#iopub]) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A kernel that answers and whose iopub channel is heard; `information` is the time to its first answer, ms. Tried thrice. */
export async function startKernel(kernel, attempts = 3) {
  const client = await Client.spawn(kernel);
  client.information = await client.request("kernel_info_request", {}, { patience: 15_000 }).replied;
  for (let attempt = 0; client.information !== undefined && attempt < 20; attempt++) {
    const heard = await client.request("kernel_info_request", {}, { patience: 500 }).idle;
    if (heard !== undefined) return client;
  }
  client.process.kill("SIGKILL");
  await client.stop();
  if (attempts > 1) return startKernel(kernel, attempts - 1);
  throw Object.assign(new Error(`${kernel.name} does not start.`), { kernel: kernel.name });
}
