import type { Display } from "../display/api.js";

/** Stands in for the package `tslab`, so that notebooks written for its kernel run where it is not installed. */
export const display = (globalThis as unknown as { display: Display }).display;

export const newDisplay = (): Display => display;
