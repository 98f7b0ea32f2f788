import { expect } from "vitest";
import type { KernelClient } from "../client.js";

/** One cell and what it must do: its result as text (null: none), what it prints, or what its error's message matches. */
export interface Cell {
  code: string;
  result?: string | null;
  stdout?: string;
  error?: RegExp;
}

export interface Sequence {
  name: string;
  cells: Cell[];
}

export const is = (code: string, result: string): Cell => ({ code, result });
export const silent = (code: string): Cell => ({ code, result: null });
export const prints = (code: string, stdout: string): Cell => ({ code, stdout });
export const runs = (code: string): Cell => ({ code });
export const fails = (code: string, error: RegExp): Cell => ({ code, error });
export const sequence = (name: string, ...cells: Cell[]): Sequence => ({ name, cells });

/** Runs the cells one after the other and expects of each what it says. */
export async function expectCells(kernel: KernelClient, cells: readonly Cell[]): Promise<void> {
  for (const { code, result, stdout, error } of cells) {
    const run = await kernel.run(code);
    expect([code, run.error?.evalue ?? ""]).toEqual([code, error ? expect.stringMatching(error) : ""]);
    if (result !== undefined) expect([code, run.result ?? null]).toEqual([code, result]);
    if (stdout !== undefined) expect([code, run.stdout]).toEqual([code, stdout]);
  }
}
