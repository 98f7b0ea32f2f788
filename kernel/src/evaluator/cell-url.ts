export const CELL_URL_PREFIX = "ewald:cell/";

/** Lines we put before the emitted code of a cell. */
export const LEADING_LINES = 1;

/** The name under which V8 knows one run of a cell. */
export const cellUrl = (origin: number): string => `${CELL_URL_PREFIX}${origin}`;
