export type { Comm, CommExtras, CommHandler, CommMessage, Comms } from "./comm/comm.js";
export type { Display } from "./display/api.js";
export type { MimeBundle } from "./display/bundle.js";
export type { DisplayHandle, DisplayOptions } from "./display/display.js";
export type { CellProgram, Evaluator, Outcome } from "./evaluator/evaluator.js";
export type { LanguageService } from "./language/language.js";
export type { Transport } from "./transport/transport.js";
