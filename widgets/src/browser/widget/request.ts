import { type CancelMessage, isAnswer, type RequestMessage } from "../../shared/requests.js";
import type { ViewModel } from "../view.js";

export interface Reply<Content> {
  readonly content: Content;
  /** The kernel's arrays as bytes, each in memory of its own (so `new Uint16Array(buffer)` works). */
  readonly buffers: ArrayBuffer[];
}

/** Told apart from other pages' requests of the same model by this page's random part. */
const page = Math.random().toString(36).slice(2);
let count = 0;

/**
 * Asks the kernel's half of a view (`answer` in `widget/answer.ts`) and waits for what it answers.
 * @throws Error what the kernel's half threw; that the kernel is gone; an AbortError when `signal` aborts, which the
 * kernel is told
 */
export function request<Content = unknown>(
  model: ViewModel,
  what: string,
  params: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Reply<Content>> {
  const id = `${page}-${++count}`;
  const over = new AbortController();
  return new Promise<Reply<Content>>((resolve, reject) => {
    if (signal.aborted) throw aborted(what);
    if (!model.live) throw new Error(`The kernel is gone and cannot answer "${what}"; run the cell again.`);
    signal.addEventListener(
      "abort",
      () => {
        const message: CancelMessage = { cancel: id };
        if (model.live) model.send(message);
        reject(aborted(what));
      },
      { signal: over.signal },
    );
    model.onEnd(
      () => reject(new Error(`The kernel went away before it answered "${what}"; run the cell again.`)),
      over.signal,
    );
    model.onMessage((content, buffers) => {
      if (content.answer !== id) return;
      if (!isAnswer(content)) reject(new Error(`The kernel's answer to "${what}" has the wrong shape.`));
      else if ("error" in content) reject(new Error(String(content.error)));
      else if (content.deflated.length !== buffers.length)
        reject(
          new Error(
            `The kernel's answer to "${what}" tells of ${content.deflated.length} buffers and has ${buffers.length}.`,
          ),
        );
      else
        Promise.all(buffers.map((buffer, i) => unpack(buffer, content.deflated[i] === true))).then(
          (unpacked) => resolve({ content: content.content as Content, buffers: unpacked }),
          (error) => reject(new Error(`The kernel's answer to "${what}" cannot be unpacked: ${error}`)),
        );
    }, over.signal);
    const message: RequestMessage = { request: id, what, params };
    model.send(message);
  }).finally(() => over.abort());
}

const aborted = (what: string) => new DOMException(`"${what}" is not waited for any longer.`, "AbortError");

async function unpack(view: DataView, deflated: boolean): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
  if (!deflated) return bytes.slice().buffer;
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(inflated).arrayBuffer();
}
