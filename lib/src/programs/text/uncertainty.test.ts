import { expect, it } from "vitest";
import { withUncertainty } from "./uncertainty.js";
import { braced, listed, matrixRows } from "./vector.js";

// The numbers on the right are dxtbx's format_float_with_standard_uncertainty(value, deviation, minimum=1e-5).
it.each([
  [0.005, 0.001, "0.0050(10)"],
  [0.005, 0.000015, "0.005000(15)"],
  [42.20931, 0.00804, "42.209(8)"],
  [4.924887, 0.000102, "4.92489(10)"],
  [12.345678, 0.0195, "12.346(20)"],
  [12.345678, 0.196, "12.3(2)"],
  [101.5, 0.95, "101.5(10)"],
  [101.5, 2.5, "102(2)"],
  [1234.5, 12.4, "1234(12)"],
  [1234.5, 345, "1200(300)"],
  [90.00000000000003, 1e-18, "90.0"],
  [89.123456, 1e-5, "89.12346"],
])("%d ± %d is %s", (value, deviation, text) => {
  expect(withUncertainty(value, deviation)).toBe(text);
});

it("prints vectors and matrices", () => {
  expect(braced([1, -0, 0.123456789, 1e-7])).toBe("{1,-0,0.123457,1e-07}");
  expect(listed([1, 2.0005], 3)).toBe("1.000, 2.001");
  expect(matrixRows([1, -0, 0, -1e-9, 0.5, 2, 0, 0, -0.12345])).toEqual([
    "{{ 1.0000,  0.0000,  0.0000},",
    " {-0.0000,  0.5000,  2.0000},",
    " { 0.0000,  0.0000, -0.1235}}",
  ]);
});
