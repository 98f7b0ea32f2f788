// What a thread of `threads.ts` runs: it knows every task of the library by name.
import { taskNamed } from "../../compute/executor.js";
import { type ErrorRecord, errorRecord } from "./errorRecord.js";
import "./tasks.js";

type TinypoolClass = typeof import("tinypool").Tinypool;

export interface Order {
  readonly task: string;
  /** Done one after the other. */
  readonly inputs: readonly unknown[];
}

export interface Answer {
  readonly results?: readonly unknown[];
  /** Of the first input that failed; the inputs after it were not begun. */
  readonly error?: ErrorRecord;
}

export default async function work({ task, inputs }: Order): Promise<unknown> {
  try {
    const { run } = taskNamed(task);
    const results: unknown[] = [];
    for (const input of inputs) results.push(await run(input));
    const { Tinypool } = await import("tinypool");
    return moved({ results }, buffersOf(results), Tinypool);
  } catch (error) {
    return { error: errorRecord(error) } satisfies Answer;
  }
}

/** The buffers of typed arrays in a result, each once; those shared between threads need no moving. */
function buffersOf(value: unknown, found: Set<ArrayBuffer> = new Set()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof ArrayBuffer) found.add(value);
  else if (value !== null && typeof value === "object")
    for (const part of Object.values(value)) buffersOf(part, found);
  return found;
}

/** An answer whose buffers are handed over instead of copied, as tinypool wants to be told. */
function moved(
  answer: Answer,
  buffers: Set<ArrayBuffer>,
  { transferableSymbol, valueSymbol, move }: TinypoolClass,
): unknown {
  const transferable = {
    get [transferableSymbol as unknown as string]() {
      return [...buffers];
    },
    get [valueSymbol as unknown as string]() {
      return answer;
    },
  };
  return move(transferable as never);
}
