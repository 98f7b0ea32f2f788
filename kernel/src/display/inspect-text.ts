import { inspect } from "node:util";

const HEAD = 12;
const TAIL = 3;

type Numbers = ArrayLike<number | bigint> & { constructor: { name: string } };

const isTypedArray = (value: unknown): value is Numbers =>
  ArrayBuffer.isView(value) && !(value instanceof DataView);

function typedArrayText(array: Numbers): string {
  const name = `${array.constructor.name}(${array.length})`;
  const item = (index: number) => inspect(array[index]);
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => item(from + i));
  const { length } = array;
  if (length <= HEAD + TAIL + 1) return `${name} [${length ? ` ${range(0, length).join(", ")} ` : ""}]`;
  return `${name} [ ${[...range(0, HEAD), `… ${length - HEAD - TAIL} more`, ...range(length - TAIL, length)].join(", ")} ]`;
}

/** What a cell that ends in `setTimeout(…)` has for its value; Node's `inspect` shows all its inner fields. */
const isTimer = (value: unknown): value is NodeJS.Timeout | NodeJS.Immediate =>
  typeof value === "object" &&
  value !== null &&
  /^(Timeout|Immediate)$/.test(value.constructor?.name ?? "") &&
  "hasRef" in value;

function timerText(timer: NodeJS.Timeout | NodeJS.Immediate): string {
  const { _idleTimeout: time, _repeat: repeats } = timer as {
    _idleTimeout?: number;
    _repeat?: number | null;
  };
  if (time === undefined) return "Immediate";
  if (time < 0) return "Timeout (over)";
  return repeats ? `Timeout (every ${repeats} ms)` : `Timeout (${time} ms)`;
}

const BOOKKEEPING = new Set(["async_id_symbol", "trigger_async_id_symbol", "kResourceStore"]);

/** Promises carry the marks by which output finds its cell; nobody is to see them, printed or shown. */
export function hideBookkeeping(): void {
  const look = function (this: object): object {
    for (const symbol of Object.getOwnPropertySymbols(this))
      if (BOOKKEEPING.has(symbol.description ?? ""))
        Object.defineProperty(this, symbol, { enumerable: false, configurable: true, writable: true });
    return this;
  };
  Object.defineProperty(Promise.prototype, inspect.custom, {
    value: look,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}

/**
 * The text/plain form of any value: Node's `inspect`, with long typed arrays cut in the middle and timers without
 * their inner fields.
 */
export function inspectText(value: unknown): string {
  if (isTypedArray(value)) return typedArrayText(value);
  if (isTimer(value)) return timerText(value);
  return inspect(value, {
    depth: 4,
    maxArrayLength: 100,
    maxStringLength: 20_000,
    breakLength: 100,
    compact: 3,
  });
}
