import type { Channel, Message } from "./message.js";

/** Moves whole, verified messages. The kernel knows no sockets; a browser would bring its own transport. */
export interface Transport {
  /** Called for every verified message on shell, control and stdin, in order per channel. */
  listen(receive: (channel: Channel, message: Message) => void): void;
  /** Queues a message; order per channel is kept, nothing is dropped. */
  send(channel: Channel, message: Message): void;
  /** Resolves when everything queued has left, with the sockets closed. */
  close(): Promise<void>;
}
