import { expect, it } from "vitest";
import { Recent } from "./recent.js";

it("an echo of what was set before does not take back what was set last; news does", () => {
  let now = 0;
  const recent = new Recent<number>(() => now);
  for (const value of [1, 2, 3]) recent.note(value);
  expect(recent.superseding(2)).toBe(3);
  expect(recent.superseding(3)).toBeUndefined();
  expect(recent.superseding(7)).toBeUndefined();
  recent.clear();
  expect(recent.superseding(2)).toBeUndefined();
  for (const value of [1, 2, 3]) recent.note(value);
  now = 1000;
  expect(recent.superseding(2)).toBeUndefined();
});
