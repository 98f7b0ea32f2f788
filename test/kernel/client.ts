import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Request as HeartbeatSocket, Subscriber } from "zeromq";

const main = fileURLToPath(new URL("../../kernel/dist/main.js", import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: the content of a message is whatever its type says
export type Content = Record<string, any>;

export interface Received {
  channel: "shell" | "control" | "iopub" | "stdin";
  type: string;
  parent: string | undefined;
  content: Content;
  metadata: Content;
  buffers: Uint8Array[];
  /** When it came, `performance.now()`. */
  at: number;
}

export interface Run {
  reply: Content;
  /** Everything published for the cell, in order. */
  outputs: Received[];
  stdout: string;
  stderr: string;
  /** text/plain of the result. */
  result: string | undefined;
  data: Content | undefined;
  error: Content | undefined;
  milliseconds: number;
}

const DELIMITER = "<IDS|MSG>";

export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve) => {
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** A Jupyter client in a few lines: starts a kernel of its own and speaks to it over ZeroMQ. */
export class KernelClient {
  readonly directory: string;
  readonly process: ChildProcess;
  readonly received: Received[] = [];
  readonly started = performance.now();
  /** What the kernel process itself wrote; empty when all is well. */
  log = "";
  readonly #key = randomUUID();
  readonly #session = randomUUID();
  /** As Jupyter's clients do: one routing id on shell and stdin, by which the kernel finds who can be asked. */
  readonly #routing = { routingId: this.#session, linger: 0, sendHighWaterMark: 0 };
  readonly #shell = new Dealer(this.#routing);
  readonly #stdin = new Dealer(this.#routing);
  readonly #control = new Dealer({ linger: 0, sendHighWaterMark: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #heartbeat = new HeartbeatSocket({ linger: 0 });
  #watchers: (() => void)[] = [];

  private constructor(ports: number[], directory: string | undefined, environment: NodeJS.ProcessEnv) {
    const scratch = mkdtempSync(join(tmpdir(), "ewald-kernel-test-"));
    this.directory = directory ?? scratch;
    const [shell_port, control_port, stdin_port, iopub_port, hb_port] = ports;
    const file = join(scratch, "connection.json");
    const ip = "127.0.0.1";
    const fields = { transport: "tcp", ip, shell_port, control_port, stdin_port, iopub_port, hb_port };
    writeFileSync(file, JSON.stringify({ ...fields, key: this.#key, signature_scheme: "hmac-sha256" }));
    const flags = ["--no-force-async-hooks-checks", "--no-warnings"];
    this.process = spawn(process.execPath, [...flags, main, file], {
      cwd: this.directory,
      env: { ...process.env, XDG_DATA_HOME: join(scratch, "data"), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout?.on("data", (text) => (this.log += String(text)));
    this.process.stderr?.on("data", (text) => (this.log += String(text)));
    this.process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
    const at = (port: number | undefined) => `tcp://${ip}:${port}`;
    this.#iopub.subscribe();
    this.#iopub.connect(at(iopub_port));
    this.#shell.connect(at(shell_port));
    this.#control.connect(at(control_port));
    this.#stdin.connect(at(stdin_port));
    this.#heartbeat.connect(at(hb_port));
    void this.#listen("shell", this.#shell);
    void this.#listen("control", this.#control);
    void this.#listen("stdin", this.#stdin);
    void this.#listen("iopub", this.#iopub);
  }

  /** Starts a kernel and waits until it answers and its iopub channel is heard. */
  static async start(directory?: string, environment: NodeJS.ProcessEnv = {}): Promise<KernelClient> {
    const client = new KernelClient(await freePorts(5), directory, environment);
    for (let attempt = 0; ; attempt++) {
      const { id } = await client.request("kernel_info_request", {});
      const heard = client.waitFor((message) => message.type === "status" && message.parent === id, 500);
      if (await heard.catch(() => undefined)) return client;
      if (attempt > 20) throw new Error(`the kernel's iopub channel is silent; it wrote: ${client.log}`);
    }
  }

  /** Sends a message and returns its id. */
  send(
    type: string,
    content: Content,
    {
      channel = "shell",
      buffers = [],
      metadata = {},
    }: { channel?: "shell" | "control" | "stdin"; buffers?: Uint8Array[]; metadata?: Content } = {},
  ): string {
    const id = randomUUID();
    const header = {
      msg_id: id,
      session: this.#session,
      username: "test",
      date: new Date().toISOString(),
      msg_type: type,
      version: "5.4",
    };
    const parts = [header, {}, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    this.sendFrames(channel, [
      Buffer.from(DELIMITER),
      Buffer.from(hmac.digest("hex")),
      ...parts,
      ...buffers.map((one) => Buffer.from(one)),
    ]);
    return id;
  }

  #sending: Promise<unknown> = Promise.resolve();

  sendFrames(channel: "shell" | "control" | "stdin", frames: Buffer[]): void {
    const socket = { shell: this.#shell, control: this.#control, stdin: this.#stdin }[channel];
    this.#sending = this.#sending.then(() => socket.send(frames));
  }

  async #listen(channel: Received["channel"], socket: Dealer | Subscriber): Promise<void> {
    for await (const frames of socket) {
      const from = frames.findIndex((frame) => String(frame) === DELIMITER) + 2;
      const [header, parent, metadata, content, ...buffers] = frames.slice(from) as [
        Buffer,
        Buffer,
        Buffer,
        Buffer,
        ...Buffer[],
      ];
      const hmac = createHmac("sha256", this.#key);
      for (const part of [header, parent, metadata, content]) hmac.update(part);
      if (hmac.digest("hex") !== String(frames[from - 1]))
        throw new Error("the kernel sent a wrong signature");
      const message = {
        channel,
        type: JSON.parse(String(header)).msg_type,
        parent: JSON.parse(String(parent)).msg_id,
        content: JSON.parse(String(content)),
        metadata: JSON.parse(String(metadata)),
        buffers,
        at: performance.now(),
      };
      this.received.push(message);
      for (const watcher of this.#watchers) watcher();
    }
  }

  /** The first message, already here or to come, that fits. */
  waitFor(fits: (message: Received) => boolean, milliseconds = 20_000): Promise<Received> {
    return new Promise((resolve, reject) => {
      let seen = 0;
      const done = () => {
        clearTimeout(timer);
        this.#watchers = this.#watchers.filter((one) => one !== watch);
      };
      const watch = () => {
        for (; seen < this.received.length; seen++) {
          const message = this.received[seen] as Received;
          if (!fits(message)) continue;
          done();
          resolve(message);
          return;
        }
      };
      const timer = setTimeout(() => {
        done();
        const last = this.received.slice(-5).map(({ type }) => type);
        reject(
          new Error(
            `no such message within ${milliseconds} ms; the last were ${last.join(", ")}; the kernel wrote: ${this.log}`,
          ),
        );
      }, milliseconds);
      this.#watchers.push(watch);
      watch();
    });
  }

  async request(
    type: string,
    content: Content,
    options: { channel?: "shell" | "control" } = {},
  ): Promise<{ id: string; reply: Content }> {
    const id = this.send(type, content, options);
    const { channel = "shell" } = options;
    const { content: reply } = await this.waitFor(
      (message) => message.channel === channel && message.parent === id,
    );
    return { id, reply };
  }

  /** Sends a cell; the promise is of its reply and everything published until it is idle. */
  start(code: string, options: Content = {}): { id: string; done: Promise<Run> } {
    const started = performance.now();
    const id = this.send("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      ...options,
    });
    const finish = async (): Promise<Run> => {
      const reply = await this.waitFor(
        (message) => message.channel === "shell" && message.parent === id,
        60_000,
      );
      await this.waitFor(
        ({ type, parent, content }) =>
          type === "status" && parent === id && content.execution_state === "idle",
      );
      const outputs = this.received.filter(({ channel, parent }) => channel === "iopub" && parent === id);
      return { ...summary(outputs), reply: reply.content, milliseconds: reply.at - started };
    };
    return { id, done: finish() };
  }

  run(code: string, options: Content = {}): Promise<Run> {
    return this.start(code, options).done;
  }

  /** All that was published for a message up to now. */
  outputsOf(id: string): Omit<Run, "reply" | "milliseconds"> {
    return summary(this.received.filter(({ channel, parent }) => channel === "iopub" && parent === id));
  }

  async heartbeat(): Promise<number> {
    const started = performance.now();
    await this.#heartbeat.send("ping");
    await this.#heartbeat.receive();
    return performance.now() - started;
  }

  async stop(): Promise<void> {
    const gone = this.process.exitCode !== null || this.process.signalCode !== null;
    const ended = gone || new Promise((resolve) => this.process.once("exit", resolve));
    if (!gone) this.send("shutdown_request", { restart: false }, { channel: "control" });
    const patience = setTimeout(() => this.process.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(patience);
    for (const socket of [this.#shell, this.#control, this.#stdin, this.#iopub, this.#heartbeat])
      socket.close();
  }
}

function summary(outputs: Received[]): Omit<Run, "reply" | "milliseconds"> {
  const stream = (name: string) =>
    outputs
      .filter(({ type, content }) => type === "stream" && content.name === name)
      .map(({ content }) => content.text as string)
      .join("");
  const of = (type: string) => outputs.find((message) => message.type === type)?.content;
  const data = of("execute_result")?.data;
  return {
    outputs,
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    data,
    result: data?.["text/plain"],
    error: of("error"),
  };
}
