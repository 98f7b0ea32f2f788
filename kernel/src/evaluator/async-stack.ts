interface AsyncWrap {
  async_hook_fields: Uint32Array;
  constants: { kTotals: number; kCheck: number };
  clearAsyncIdStack(): void;
}

/** Node's own bookkeeping of asynchronous contexts; undefined where a Node does not show it. */
function binding(): AsyncWrap | undefined {
  try {
    const wrap = (process as unknown as { binding(name: string): AsyncWrap }).binding("async_wrap");
    const { kTotals, kCheck } = wrap.constants;
    return Number.isInteger(kTotals) && Number.isInteger(kCheck) ? wrap : undefined;
  } catch {
    return undefined;
  }
}

const wrap = binding();

/**
 * AsyncLocalStorage makes Node 20 check, at the end of every callback, that its stack of contexts is unwound, and
 * abort the process if not. Terminated code never unwinds it. This turns the checks off; called before each cell,
 * for a cell may have turned them on again by hooks of its own.
 */
export function forgiveUnwoundStacks(): void {
  if (!wrap) return;
  wrap.async_hook_fields[wrap.constants.kTotals] = 0;
  wrap.async_hook_fields[wrap.constants.kCheck] = 0;
}

/** Forgets the contexts terminated code has left behind. */
export function clearAsyncStack(): void {
  wrap?.clearAsyncIdStack?.();
}
