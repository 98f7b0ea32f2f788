// The end of `npm test`: what it counts and how it names what was skipped.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { root } from "../support/paths.js";

interface Report {
  testResults: { name: string; status: string; assertionResults: object[] }[];
}
interface Summary {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
}
const { summarize, closing } = (await import(
  pathToFileURL(join(root, "tools/steps/testReport.mjs")).href
)) as { summarize(report: Report): Summary; closing(summary: Summary): string };

const test = (status: string, title: string, ...ancestorTitles: string[]) => ({
  status,
  title,
  ancestorTitles,
});

it("counts, groups what was skipped by reason, and closes with one plain line", () => {
  const summary = summarize({
    testResults: [
      {
        name: join(root, "lib/src/a.test.ts"),
        status: "passed",
        assertionResults: [
          test("passed", "adds"),
          test("skipped", "reads", "files [skipped: no ../shared data]"),
          test("pending", "agrees [skipped: no Python with DIALS]"),
          test("todo", "more"),
        ],
      },
      { name: join(root, "test/b.test.ts"), status: "failed", assertionResults: [test("failed", "holds")] },
    ],
  });
  expect(closing(summary).split("\n")).toEqual([
    "Skipped, no ../shared data:",
    "  lib/src/a.test.ts > files > reads",
    "Skipped, no Python with DIALS:",
    "  lib/src/a.test.ts > agrees",
    "Skipped, by the test itself:",
    "  lib/src/a.test.ts > more",
    "1 passed, 1 failed, 3 skipped",
    "",
  ]);
});

it("counts a file that could not be run as a failure", () => {
  const broken = { name: join(root, "test/c.test.ts"), status: "failed", assertionResults: [] };
  expect(summarize({ testResults: [broken] })).toEqual({ passed: 0, failed: 1, skipped: [] });
});
