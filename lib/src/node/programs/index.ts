import type { Program } from "../../programs/defineProgram.js";
import { findSpotsClient } from "./findSpotsClient.js";
import { findSpotsServer } from "./findSpotsServer.js";

/** The programs that need more than a function's inputs, which only the command has. */
export const nodePrograms: readonly Program[] = [findSpotsServer, findSpotsClient];
