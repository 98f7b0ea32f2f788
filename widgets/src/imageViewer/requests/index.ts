import type { Answer } from "../../widget/answer.js";
import type { ViewerContext } from "../context.js";
import { coloursRequest } from "./colours.js";
import { frameRequest } from "./frame.js";
import { layerRequest } from "./layer.js";
import { resolutionRequest } from "./resolution.js";
import { selectRequest } from "./select.js";

/** What a view asks for by name; the answer is content and buffers. `signal` aborts when nobody waits for it. What is thrown is shown in the view. */
export interface ViewerRequest {
  readonly name: string;
  answer(
    context: ViewerContext,
    content: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): ViewerAnswer | Promise<ViewerAnswer>;
}

export type ViewerAnswer = Answer;

/** All requests of views. Tools add theirs. */
export const viewerRequests: readonly ViewerRequest[] = [
  coloursRequest,
  frameRequest,
  layerRequest,
  resolutionRequest,
  selectRequest,
];
