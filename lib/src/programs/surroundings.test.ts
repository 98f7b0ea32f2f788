// What a front end puts around calls of dials.*: its context, the caller's before it, and the end of the call.
import { afterEach, describe, expect, expectTypeOf, it } from "vitest";
import { EwaldError } from "../error.js";
import { phil } from "../index.js";
import { ExperimentList } from "../models/experimentList.js";
import { callable } from "./callable.js";
import { defineProgram, type ProgramContext, type Progress } from "./defineProgram.js";
import type { FindSpotsResult } from "./findSpots.js";
import type { ImportResult } from "./import.js";
import type { dials } from "./index.js";
import { installProgramSurroundings, type ProgramSurroundings, surrounded } from "./surroundings.js";

let run: (context: ProgramContext) => Promise<string> = async () => "";
const { tried } = callable({
  tried: defineProgram({
    name: "tried",
    summary: "",
    usage: "",
    examples: [],
    parameters: phil.scope({}),
    run: (_, __, context): Promise<string> => run(context),
    text: String,
  }),
});
const none = ExperimentList.fromExperiments([]);

const install = (surroundings: Partial<ProgramSurroundings>) => {
  const ends: unknown[] = [];
  installProgramSurroundings((name) => ({
    context: {},
    ended: (failure) => void ends.push([name, failure]),
    ...surroundings,
  }));
  return ends;
};
afterEach(() => void install({}));

describe("surroundings of a program", () => {
  it("are given to it, and told its end", async () => {
    const seen: Progress[] = [];
    const ends = install({ context: { progress: (progress) => seen.push(progress) } });
    run = async ({ progress }) => {
      progress({ what: "images", done: 1, total: 2 });
      return "made";
    };
    expect(await tried(none)).toBe("made");
    expect(seen).toEqual([{ what: "images", done: 1, total: 2 }]);
    const error = new Error("no");
    run = () => Promise.reject(error);
    await expect(tried(none)).rejects.toBe(error);
    expect(ends).toEqual([
      ["tried", undefined],
      ["tried", { error }],
    ]);
  });

  it("abort it by their signal or the caller's, under its own name", async () => {
    run = ({ signal }) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(new EwaldError("aborted", "The work was aborted."))),
      );
    for (const whose of ["theirs", "caller's"]) {
      const [theirs, callers] = [new AbortController(), new AbortController()];
      install({ context: { signal: theirs.signal } });
      const running = tried(none, {}, { signal: callers.signal });
      setTimeout(() => (whose === "theirs" ? theirs : callers).abort());
      await expect(running).rejects.toMatchObject({ code: "aborted", message: "tried was aborted." });
    }
  });

  it("let the caller's progress go before theirs, and keep a call waiting for its turn", async () => {
    const order: string[] = [];
    install({
      context: { progress: () => order.push("theirs") },
      turn: new Promise((resolve) => setTimeout(() => resolve(void order.push("turn")), 5)),
    });
    await surrounded("any", { progress: () => void order.push("caller's") }, async ({ progress }) =>
      progress?.({ what: "", done: 0, total: 0 }),
    );
    expect(order).toEqual(["turn", "caller's"]);
  });
});

it("results of programs that take files have their types", () => {
  expectTypeOf<Awaited<ReturnType<typeof dials.findSpots>>>().toEqualTypeOf<FindSpotsResult>();
  expectTypeOf<Awaited<ReturnType<typeof dials.import>>>().toEqualTypeOf<ImportResult>();
});
