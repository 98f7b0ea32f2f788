// The end of `npm test`: what was skipped, by name and reason, and the closing line, from Vitest's JSON report.
import { relative } from "node:path";
import { root } from "./run.mjs";

const mark = / \[skipped: ([^\]]+)\]/;

/** { passed, failed, skipped: [{ name, reason }] } of a report; a file that could not be run counts as one failure. */
export function summarize(report) {
  let passed = 0;
  let failed = 0;
  const skipped = [];
  for (const file of report.testResults) {
    const tests = file.assertionResults;
    passed += tests.filter((test) => test.status === "passed").length;
    const failures = tests.filter((test) => test.status === "failed").length;
    failed += failures === 0 && file.status === "failed" ? 1 : failures;
    for (const test of tests) {
      if (test.status === "passed" || test.status === "failed") continue;
      const titles = [...test.ancestorTitles, test.title];
      const reason = titles.map((title) => mark.exec(title)?.[1]).find(Boolean) ?? "by the test itself";
      const name = [relative(root, file.name), ...titles.map((title) => title.replace(mark, ""))].join(" > ");
      skipped.push({ name, reason });
    }
  }
  return { passed, failed, skipped };
}

/** The list and the closing line, as text. */
export function closing({ passed, failed, skipped }) {
  const lines = [];
  for (const reason of new Set(skipped.map((test) => test.reason))) {
    const names = skipped.filter((test) => test.reason === reason).map((test) => test.name);
    lines.push(`Skipped, ${reason}:`, ...names.map((name) => `  ${name}`));
  }
  lines.push(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return `${lines.join("\n")}\n`;
}
