import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import { type AnswerMessage, isCancel, isRequest } from "../shared/requests.js";
import type { LiveModel } from "./liveModel.js";

const deflate = promisify(deflateRaw);

/** What a view is told: JSON, and arrays as bytes. */
export interface Answer {
  readonly content?: unknown;
  readonly buffers?: readonly ArrayBufferView[];
  /** Which buffers are not worth deflating, by place; none when not given. */
  readonly plain?: readonly boolean[];
}

/**
 * Answers one kind of question. `signal` aborts when the view does not wait any longer. What it throws is told to the
 * view as text.
 */
export type Handler = (
  params: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that only does something returns nothing
) => Answer | void | Promise<Answer | void>;

/** Smaller buffers are sent as they are. */
const DEFLATE_FROM = 1024;
/** Node's own pieces of 16 KiB, joined at the end, cost an image a third of its time. */
const CHUNK = 2 ** 20;

/**
 * Answers the requests of a widget's views (`request` in `browser/widget/request.ts`) until the returned function is
 * called. Buffers of more than 1 KiB travel deflated.
 */
export function answer(
  widget: LiveModel<never> | LiveModel<object>,
  handlers: Readonly<Record<string, Handler>>,
): () => void {
  const model = widget as LiveModel<object>;
  const running = new Map<string, AbortController>();
  const reply = async (id: string, what: string, params: Readonly<Record<string, unknown>>) => {
    const stop = new AbortController();
    running.set(id, stop);
    try {
      const handler = Object.hasOwn(handlers, what) ? handlers[what] : undefined;
      if (!handler)
        throw new Error(`The kernel cannot answer "${what}"; it knows ${Object.keys(handlers).join(", ")}.`);
      const { content = null, buffers = [], plain = [] } = (await handler(params, stop.signal)) ?? {};
      if (stop.signal.aborted) return;
      const packed = await Promise.all(buffers.map((buffer, i) => pack(buffer, plain[i] === true)));
      if (stop.signal.aborted) return;
      const message: AnswerMessage = { answer: id, content, deflated: packed.map((one) => one.deflated) };
      model.send(
        message,
        packed.map(({ bytes }) => bytes),
      );
    } catch (error) {
      const message: AnswerMessage = {
        answer: id,
        error: error instanceof Error ? error.message : String(error),
      };
      if (!stop.signal.aborted) model.send(message);
    } finally {
      running.delete(id);
    }
  };
  const stopAll = () => {
    for (const stop of running.values()) stop.abort();
  };
  const unlisten = model.onMessage((content) => {
    if (isRequest(content)) void reply(content.request, content.what, content.params);
    else if (isCancel(content)) running.get(content.cancel)?.abort();
  });
  const unclose = model.onClose(stopAll);
  return () => {
    unlisten();
    unclose();
    stopAll();
  };
}

async function pack(
  buffer: ArrayBufferView,
  plain: boolean,
): Promise<{ bytes: Uint8Array; deflated: boolean }> {
  const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  if (plain || bytes.length < DEFLATE_FROM) return { bytes, deflated: false };
  return { bytes: await deflate(bytes, { level: 1, chunkSize: CHUNK }), deflated: true };
}
