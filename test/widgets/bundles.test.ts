// What a page fetches before it shows anything, and the module for pages without the extension.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { VERSION } from "../../widgets/src/shared/protocol.js";
import { root } from "../support/paths.js";

const dist = join(root, "widgets/dist");
const chunks = readdirSync(join(dist, "labextension/static")).filter((name) => name.endsWith(".js"));
const zipped = (name: string) => gzipSync(readFileSync(join(dist, "labextension/static", name))).length;

it("all views together are at most 400 kB to fetch; Plotly is a chunk of its own", () => {
  const sizes = chunks.map((name) => ({ name, bytes: zipped(name) }));
  const large = sizes.filter(({ bytes }) => bytes > 400_000);
  expect(large.length).toBe(1);
  expect(readFileSync(join(dist, "labextension/static", large[0]!.name), "utf8").includes("scattergl")).toBe(
    true,
  );
  const rest = sizes.filter((one) => !large.includes(one)).reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`lab extension without Plotly: ${Math.round(rest / 1000)} kB gzipped`);
  expect(rest).toBeLessThan(400_000);
});

it("the AMD module has model and view, and asks for @jupyter-widgets/base alone", () => {
  const code = readFileSync(join(dist, "amd.js"), "utf8");
  expect(gzipSync(code).length).toBeLessThan(400_000);
  let asked: string[] = [];
  let made: Record<string, unknown> = {};
  const define = (names: string[], make: (base: object) => Record<string, unknown>) => {
    asked = names;
    made = make({ DOMWidgetModel: class {}, DOMWidgetView: class {} });
  };
  new Function("define", code)(define);
  expect(asked).toEqual(["@jupyter-widgets/base"]);
  expect(Object.keys(made).sort()).toEqual(["EwaldModel", "EwaldView", "version"]);
  expect(made.version).toBe(VERSION);
  expect(JSON.parse(readFileSync(join(root, "widgets/package.json"), "utf8")).version).toBe(VERSION);
});
