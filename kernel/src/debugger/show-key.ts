/** The key in the symbol registry under which the debugger finds, in the main thread, how values are shown. */
export const SHOW = "ewald.kernel.show";
