import { expect, it } from "vitest";
import { isOver, isStuck, parseStates } from "./slurmQueue.js";

it("reads what squeue says of the tasks of an array", () => {
  // Slurm 22.05, with a second cluster's heading and another job in between
  const text = `CLUSTER: one
71_2|PENDING|JobArrayTaskLimit
71_10|RUNNING|None
71_0|FAILED|NonZeroExitCode
72_0|RUNNING|None
7|PENDING|Resources
`;
  const states = parseStates(text, "71");
  expect([...states.keys()]).toEqual([2, 10, 0]);
  expect(states.get(2)).toEqual({ state: "PENDING", reason: "JobArrayTaskLimit" });
  expect([...states.values()].map(isOver)).toEqual([false, false, true]);
  expect(parseStates("", "71").size).toBe(0);
});

it("knows who waits for ever", () => {
  expect(isStuck({ state: "PENDING", reason: "launch failed requeued held" })).toBe(true);
  expect(isStuck({ state: "PENDING", reason: "Resources" })).toBe(false);
  expect(isOver({ state: "COMPLETING", reason: "None" })).toBe(false);
  expect(isOver({ state: "NODE_FAIL", reason: "None" })).toBe(true);
});
