import type { Json } from "../transport/message.js";

/** A request of the Debug Adapter Protocol, the content of a `debug_request`. */
export interface DapRequest {
  seq: number;
  command: string;
  arguments: Json;
}

/** The one thread that runs cells. */
export const THREAD = 1;

export const CAPABILITIES: Json = {
  supportsConfigurationDoneRequest: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: false,
  supportsLogPoints: true,
  supportsEvaluateForHovers: true,
  supportsSetVariable: true,
  supportsModulesRequest: true,
  supportsTerminateRequest: true,
  supportsExceptionInfoRequest: true,
  supportsDelayedStackTraceLoading: false,
  exceptionBreakpointFilters: [
    {
      filter: "raised",
      label: "All exceptions",
      default: false,
      description: "Stops where anything is thrown, caught or not.",
    },
    {
      filter: "uncaught",
      label: "Uncaught exceptions",
      default: false,
      description: "Stops where something is thrown that no code of the notebook catches.",
    },
  ],
};

export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null ? (value as Json) : {};
