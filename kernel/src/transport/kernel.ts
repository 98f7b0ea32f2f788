import { CellDebugger } from "../debugger/debugger.js";
import type { LanguageService } from "../language/language.js";
import { logLine } from "../threads/log.js";
import type { Rpc } from "../threads/rpc.js";
import { Executor } from "./execute.js";
import { ExecutionQueue } from "./execution-queue.js";
import { History } from "./history.js";
import { historyPath } from "./history-file.js";
import { Interrupter } from "./interrupt.js";
import { completeReply, inspectReply } from "./introspect.js";
import { kernelInfo } from "./kernel-info.js";
import { type Channel, flag, type Header, type Json, type Message, text } from "./message.js";
import { Origins } from "./origins.js";
import { Outgoing } from "./outgoing.js";
import { Prompter } from "./prompter.js";
import type { Transport } from "./transport.js";

/** How long a main thread that has heard of an interrupt may take to tell the end of its cell. */
const GRACE_MS = 250;
/** The same where a program of the library runs, which cleans up first. */
const PROGRAM_GRACE_MS = 5000;

type Answer = (request: Message) => Json | Promise<Json>;

/** The protocol: what each message asks for and who answers it. Lives off the main thread, so it always answers. */
export class Kernel {
  readonly #main: Rpc;
  readonly #outgoing: Outgoing;
  readonly #origins = new Origins();
  readonly #history = new History(historyPath());
  readonly #queue = new ExecutionQueue();
  readonly #prompter: Prompter;
  readonly #executor: Executor;
  readonly #interrupter: Interrupter;
  readonly #debugger: CellDebugger;
  readonly #transport: Transport;
  readonly #comms = new Map<string, string>();
  readonly #opening = new Set<string>();
  readonly #answers: Record<string, Answer>;
  /** What was printed before there was a cell to print it on. */
  readonly #early: [name: string, printed: string][] = [];
  #running: Header | undefined;
  /** The last debug_request, to which events belong when no cell runs. */
  #debugging: Header | undefined;

  constructor(transport: Transport, main: Rpc, language: LanguageService) {
    this.#transport = transport;
    this.#main = main;
    this.#outgoing = new Outgoing(transport);
    this.#prompter = new Prompter(this.#outgoing);
    this.#debugger = new CellDebugger(language, (event) =>
      this.#outgoing.publish(this.#running ?? this.#debugging, "debug_event", event),
    );
    this.#executor = new Executor({
      main,
      language,
      outgoing: this.#outgoing,
      origins: this.#origins,
      history: this.#history,
      prompter: this.#prompter,
      debugger: this.#debugger,
    });
    this.#interrupter = new Interrupter(main, () => this.#debugger.interrupt());
    this.#answers = {
      kernel_info_request: () => kernelInfo,
      complete_request: ({ content }) => completeReply(language, main, content),
      inspect_request: ({ content }) => inspectReply(language, content),
      is_complete_request: async ({ content }) => ({
        ...(await language.completeness(text(content, "code"))),
      }),
      history_request: ({ content }) => ({ status: "ok", history: this.#history.answer(content) }),
      comm_info_request: ({ content }) => this.#commInfo(text(content, "target_name")),
      connect_request: () => ({ status: "ok" }),
      debug_request: ({ header, content }) => {
        this.#debugging = header;
        return this.#debugger.answer(content);
      },
      interrupt_request: async () => {
        await this.#interrupt();
        return { status: "ok" };
      },
    };
  }

  start(): void {
    this.#outgoing.status(undefined, "starting");
    this.#transport.listen((channel, message) => this.#receive(channel, message));
  }

  interrupt(): void {
    void this.#interrupt();
  }

  async #interrupt(): Promise<void> {
    const { giveUp } = this.#executor;
    const grace = this.#interrupter.programs > 0 ? PROGRAM_GRACE_MS : GRACE_MS;
    this.#executor.interrupt();
    await this.#interrupter.interrupt();
    setTimeout(giveUp, grace).unref();
  }

  /** A question of a cell for the person before the notebook. */
  input(origin: number, prompt: string, password: boolean): Promise<unknown> {
    return this.#prompter.ask(origin, prompt, password);
  }

  /** Text printed on the main thread. */
  stream(origin: number, name: string, printed: string): void {
    const header = this.#origins.header(origin);
    if (header) this.#outgoing.stream(header, name, printed);
    else this.#early.push([name, printed]);
  }

  /** A message published on the main thread. */
  publish(origin: number, type: string, content: Json, metadata: Json, buffers: Uint8Array[]): void {
    if (type === "comm_open") this.#comms.set(text(content, "comm_id"), text(content, "target_name"));
    if (type === "comm_close") this.#comms.delete(text(content, "comm_id"));
    this.#outgoing.publish(this.#origins.header(origin), type, content, metadata, buffers);
  }

  /** How many programs run on the main thread. */
  programs(running: number): void {
    this.#interrupter.programs = running;
  }

  #receive(channel: Channel, message: Message): void {
    const { msg_type } = message.header;
    const answer = this.#answers[msg_type];
    if (answer) void this.#answer(channel, message, answer);
    else if (msg_type === "execute_request") this.#enqueue(channel, message);
    else if (msg_type === "shutdown_request") void this.#shutdown(channel, message);
    else if (msg_type.startsWith("comm_")) this.#comm(message);
    else if (channel === "stdin" && msg_type === "input_reply") this.#prompter.answered(message);
    else logLine(`no answer to ${msg_type} on ${channel}`);
  }

  async #answer(channel: Channel, request: Message, answer: Answer): Promise<void> {
    const { header } = request;
    this.#outgoing.status(header, "busy");
    const type = header.msg_type.replace(/_request$/, "_reply");
    try {
      this.#outgoing.reply(channel, request, type, await answer(request));
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      this.#outgoing.reply(channel, request, type, {
        status: "error",
        ename: "KernelError",
        evalue,
        traceback: [evalue],
      });
    }
    this.#outgoing.status(header, "idle");
    // Front ends show the newest state whosever it is; the cell is still running. Not after a debug_request: JupyterLab
    // asks for the variables at every state of a cell, and would never end.
    if (this.#running && header.msg_type !== "debug_request") this.#outgoing.status(this.#running, "busy");
  }

  #enqueue(channel: Channel, message: Message): void {
    const { header, content } = message;
    const told = async (body: () => Promise<Json> | Json) => {
      this.#running = header;
      this.#outgoing.status(header, "busy");
      for (const [name, printed] of this.#early.splice(0)) this.#outgoing.stream(header, name, printed);
      const reply = await body();
      this.#outgoing.reply(channel, message, "execute_reply", reply);
      this.#running = undefined;
      this.#outgoing.status(header, "idle");
      if (reply.status === "error" && flag(content, "stop_on_error", true)) this.#queue.abortWaiting();
    };
    this.#queue.push({
      abortable: true,
      run: () =>
        told(() =>
          this.#executor.execute(message).catch((error: unknown) => {
            const evalue = error instanceof Error ? error.message : String(error);
            return {
              status: "error",
              execution_count: this.#executor.count,
              ename: "KernelError",
              evalue,
              traceback: [evalue],
            };
          }),
        ),
      abort: () => {
        this.#outgoing.status(header, "busy");
        this.#outgoing.reply(channel, message, "execute_reply", {
          status: "aborted",
          execution_count: this.#executor.count,
        });
        this.#outgoing.status(header, "idle");
      },
    });
  }

  /**
   * Comm messages reach the main thread at once, even while a cell awaits. Only the opening of a comm waits for
   * the cells before it, which may register its target, and messages of a comm wait for its opening. The control of
   * widgets is there from the start, and a page that is loaded while a cell runs wants its widgets.
   */
  #comm(message: Message): void {
    const { header, content, metadata, buffers } = message;
    const id = text(content, "comm_id");
    const deliver = () => {
      if (header.msg_type === "comm_open") this.#comms.set(id, text(content, "target_name"));
      if (header.msg_type === "comm_close") this.#comms.delete(id);
      this.#outgoing.status(header, "busy");
      const origin = this.#origins.add(header);
      return this.#main
        .call("comm", origin, header.msg_type, content, metadata, buffers)
        .catch((error: unknown) => logLine(`${String(error)}`))
        .then(() => {
          this.#outgoing.status(header, "idle");
          if (this.#running) this.#outgoing.status(this.#running, "busy");
        });
    };
    const mayWait = text(content, "target_name") !== "jupyter.widget.control";
    const waits = header.msg_type === "comm_open" ? mayWait && this.#queue.busy : this.#opening.has(id);
    if (!waits) {
      void deliver();
      return;
    }
    this.#opening.add(id);
    const run = async () => {
      await deliver();
      this.#opening.delete(id);
    };
    this.#queue.push({ abortable: false, run, abort: () => {} });
  }

  #commInfo(target: string): Json {
    const matching = [...this.#comms].filter(([, name]) => target === "" || name === target);
    return {
      status: "ok",
      comms: Object.fromEntries(matching.map(([id, name]) => [id, { target_name: name }])),
    };
  }

  async #shutdown(channel: Channel, request: Message): Promise<void> {
    const { header, content } = request;
    const restart = flag(content, "restart", false);
    this.#outgoing.status(header, "busy");
    this.#outgoing.reply(channel, request, "shutdown_reply", { status: "ok", restart });
    this.#outgoing.publish(header, "shutdown_reply", { status: "ok", restart });
    this.#outgoing.status(header, "idle");
    this.#history.store();
    this.#executor.interrupt();
    const closed = this.#transport.close();
    await Promise.race([this.#interrupter.interrupt(), new Promise((resolve) => setTimeout(resolve, 100))]);
    this.#debugger.disconnect();
    this.#interrupter.disconnect();
    await closed;
    // Give the sockets' own thread the time to hand the last frames to the network.
    setTimeout(() => this.#main.notify("exit", [0]), 20);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 600);
  }
}
