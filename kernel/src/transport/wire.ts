import { createHmac, timingSafeEqual } from "node:crypto";
import type { Connection } from "./connection.js";
import type { Header, Json, Message } from "./message.js";

const DELIMITER = "<IDS|MSG>";
const REMEMBERED = 1 << 14;

/** Frames ⇄ messages: signature over the four JSON parts only, buffers after them, replayed signatures refused. */
export class Wire {
  readonly #key: string;
  readonly #digest: string;
  readonly #seen = new Set<string>();

  constructor(connection: Pick<Connection, "key" | "signature_scheme">) {
    this.#key = connection.key;
    this.#digest = connection.signature_scheme.slice("hmac-".length);
  }

  #sign(parts: readonly Uint8Array[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#digest, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  encode(message: Message): Uint8Array[] {
    const parts = [message.header, message.parent, message.metadata, message.content].map((part) =>
      Buffer.from(JSON.stringify(part)),
    );
    return [
      ...message.identities,
      Buffer.from(DELIMITER),
      Buffer.from(this.#sign(parts)),
      ...parts,
      ...message.buffers,
    ];
  }

  /** Throws an Error that says what is wrong with the frames. */
  decode(frames: readonly Uint8Array[]): Message {
    const at = frames.findIndex((frame) => Buffer.from(frame).equals(Buffer.from(DELIMITER)));
    if (at < 0) throw new Error(`message of ${frames.length} frames without ${DELIMITER}`);
    const [signature, header, parent, metadata, content, ...buffers] = frames.slice(at + 1);
    if (!signature || !header || !parent || !metadata || !content) {
      throw new Error(`message with ${frames.length - at - 1} frames after ${DELIMITER}; it needs 5 or more`);
    }
    if (this.#key !== "") {
      const expected = Buffer.from(this.#sign([header, parent, metadata, content]));
      if (expected.length !== signature.length || !timingSafeEqual(expected, signature)) {
        throw new Error("message with a wrong signature");
      }
      const digest = expected.toString();
      if (this.#seen.has(digest)) throw new Error("message that was already received (replayed signature)");
      this.#seen.add(digest);
      if (this.#seen.size > REMEMBERED) this.#seen.delete(this.#seen.values().next().value as string);
    }
    const object = (part: Uint8Array, name: string): Json => {
      const value: unknown = JSON.parse(Buffer.from(part).toString("utf8"));
      if (typeof value !== "object" || value === null)
        throw new Error(`message whose ${name} is not an object`);
      return value as Json;
    };
    const head = object(header, "header");
    if (typeof head.msg_type !== "string" || typeof head.msg_id !== "string") {
      throw new Error("message whose header has no msg_type or no msg_id");
    }
    return {
      identities: frames.slice(0, at),
      header: head as unknown as Header,
      parent: object(parent, "parent header") as Record<string, never>,
      metadata: object(metadata, "metadata"),
      content: object(content, "content"),
      buffers,
    };
  }
}
