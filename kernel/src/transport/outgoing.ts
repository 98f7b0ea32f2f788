import { randomUUID } from "node:crypto";
import { type Channel, type Header, type Json, type Message, PROTOCOL_VERSION } from "./message.js";
import { Streams } from "./streams.js";
import type { Transport } from "./transport.js";

/** Everything the kernel says: replies and what it publishes, in order, streams gathered in between. */
export class Outgoing {
  readonly #transport: Transport;
  readonly #session = randomUUID();
  readonly #streams: Streams;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.#streams = new Streams((parent, name, text) => this.#publishNow(parent, "stream", { name, text }));
  }

  reply(channel: Channel, request: Message, type: string, content: Json): void {
    this.#streams.flush();
    this.#send(channel, type, request.header, content, {}, [], request.identities);
  }

  publish(
    parent: Header | undefined,
    type: string,
    content: Json,
    metadata: Json = {},
    buffers: Uint8Array[] = [],
  ): void {
    this.#streams.flush();
    this.#publishNow(parent, type, content, metadata, buffers);
  }

  stream(parent: Header, name: string, text: string): void {
    this.#streams.write(parent, name, text);
  }

  status(parent: Header | undefined, state: "busy" | "idle" | "starting"): void {
    this.publish(parent, "status", { execution_state: state });
  }

  #publishNow(
    parent: Header | undefined,
    type: string,
    content: Json,
    metadata: Json = {},
    buffers: Uint8Array[] = [],
  ) {
    this.#send("iopub", type, parent, content, metadata, buffers, [Buffer.from(type)]);
  }

  #send(
    channel: Channel,
    type: string,
    parent: Header | undefined,
    content: Json,
    metadata: Json,
    buffers: Uint8Array[],
    identities: Uint8Array[],
  ): void {
    const header: Header = {
      msg_id: randomUUID(),
      session: this.#session,
      username: "kernel",
      date: new Date().toISOString(),
      msg_type: type,
      version: PROTOCOL_VERSION,
    };
    this.#transport.send(channel, { identities, header, parent: parent ?? {}, metadata, content, buffers });
  }
}
