import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Which cell (or comm message) caused what runs now. Follows timers, promises and ticks, so that output belongs
 * to its cell however late it comes.
 */
const storage = new AsyncLocalStorage<number>();
let latest = 0;

export const currentOrigin = (): number => storage.getStore() ?? latest;

/** The same for what was begun earlier and goes on beside newer cells. */
export const within = <Result>(origin: number, body: () => Result): Result => storage.run(origin, body);

export function runFrom<Result>(origin: number, body: () => Result): Result {
  latest = origin;
  return storage.run(origin, body);
}
