import { expect, it } from "vitest";
import { framedTable } from "./table.js";

// The text DIALS 3.12 prints for these cells.
it("frames a table, numbers aligned at the point and printed with %g, text to the left", () => {
  const rows = [
    ["Flag", "Count", "%"],
    ["predicted", "1991", " 87.7"],
    ["  observed", "   0", "  0.0"],
    ["indexed", " 544", " 24.0"],
  ];
  expect(framedTable(rows)).toBe(`+-----------+---------+------+
| Flag      |   Count |    % |
|-----------+---------+------|
| predicted |    1991 | 87.7 |
| observed  |       0 |  0   |
| indexed   |     544 | 24   |
+-----------+---------+------+`);
});

it("leaves cells empty and columns of mixed text as they are", () => {
  expect(
    framedTable([
      ["Column", "min"],
      ["shoebox", ""],
      ["d", "1.50"],
      ["hkl", "-1, 2, 3"],
    ]),
  ).toBe(`+----------+----------+
| Column   | min      |
|----------+----------|
| shoebox  |          |
| d        | 1.50     |
| hkl      | -1, 2, 3 |
+----------+----------+`);
});
