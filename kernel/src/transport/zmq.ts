import { Publisher, Reply, Router, type Socket } from "zeromq";
import { logLine } from "../threads/log.js";
import { address, type Connection } from "./connection.js";
import type { Channel, Message } from "./message.js";
import type { Transport } from "./transport.js";
import { Wire } from "./wire.js";

type Sending = Router | Publisher;

/** One socket's outgoing messages, sent strictly one after another: zeromq.js refuses a second send while one waits. */
class Outbox {
  readonly #socket: Sending;
  readonly #queue: Uint8Array[][] = [];
  #pumping: Promise<void> | undefined;

  constructor(socket: Sending) {
    this.#socket = socket;
    // The defaults (1000 messages, then an error) lose output.
    socket.sendHighWaterMark = 0;
    socket.sendTimeout = 0;
    socket.linger = 2000;
  }

  push(frames: Uint8Array[]): void {
    if (this.#socket.closed) return;
    this.#queue.push(frames);
    this.#pumping ??= this.#pump();
  }

  async #pump(): Promise<void> {
    for (let frames = this.#queue.shift(); frames; frames = this.#queue.shift()) {
      try {
        await this.#socket.send(frames as Buffer[]);
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (code === "EAGAIN" || code === "EBUSY") {
          this.#queue.unshift(frames);
          await new Promise((resolve) => setTimeout(resolve, 1));
        } else if (code !== "EHOSTUNREACH" && !this.#socket.closed) {
          logLine(`could not send: ${String(error)}`);
        }
      }
    }
    this.#pumping = undefined;
  }

  async drained(): Promise<void> {
    while (this.#pumping) await this.#pumping;
  }
}

/** Binds the five sockets of a connection file and answers heartbeats. */
export async function bindSockets(connection: Connection): Promise<Transport> {
  const wire = new Wire(connection);
  const routers = { shell: new Router(), control: new Router(), stdin: new Router() };
  const iopub = new Publisher();
  const heartbeat = new Reply();
  const sockets: Socket[] = [...Object.values(routers), iopub, heartbeat];
  const outboxes: Record<Channel, Outbox> = {
    shell: new Outbox(routers.shell),
    control: new Outbox(routers.control),
    stdin: new Outbox(routers.stdin),
    iopub: new Outbox(iopub),
  };
  await Promise.all([
    routers.shell.bind(address(connection, "shell_port")),
    routers.control.bind(address(connection, "control_port")),
    routers.stdin.bind(address(connection, "stdin_port")),
    iopub.bind(address(connection, "iopub_port")),
    heartbeat.bind(address(connection, "hb_port")),
  ]);

  const echo = async () => {
    for await (const frames of heartbeat) await heartbeat.send(frames);
  };
  const read = async (
    channel: "shell" | "control" | "stdin",
    receive: (channel: Channel, message: Message) => void,
  ) => {
    for await (const frames of routers[channel]) {
      try {
        receive(channel, wire.decode(frames));
      } catch (error) {
        logLine(`refused on ${channel}: ${(error as Error).message}`);
      }
    }
  };
  const ended = (error: unknown) => {
    if (!heartbeat.closed) logLine(`a socket failed: ${String(error)}`);
  };
  void echo().catch(ended);

  return {
    listen(receive) {
      for (const channel of ["shell", "control", "stdin"] as const) void read(channel, receive).catch(ended);
    },
    send: (channel, message) => outboxes[channel].push(wire.encode(message)),
    async close() {
      await Promise.all(Object.values(outboxes).map((outbox) => outbox.drained()));
      for (const socket of sockets) socket.close();
    },
  };
}
