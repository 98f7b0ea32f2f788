interface SignalHandle {
  onsignal: (signal: number) => void;
  start(signal: number): number;
  unref?(): void;
}

const SIGINT = 2;

/**
 * Hears SIGINT on this worker thread, where it arrives even while user code holds the main thread. Node offers
 * signals to the main thread only; the handle beneath is there in workers too. Returns whether it could be had.
 */
export function onInterruptSignal(handle: () => void): boolean {
  try {
    const binding = (process as unknown as { binding(name: string): { Signal: new () => SignalHandle } })
      .binding;
    const signal = new (binding("signal_wrap").Signal)();
    signal.onsignal = handle;
    const started = signal.start(SIGINT) === 0;
    signal.unref?.();
    return started;
  } catch {
    return false;
  }
}
