import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { venvProgram } from "../../../test/support/paths.js";
import * as widgets from "../index.js";
import { toWire } from "../widget/wire.js";
import { styleModel, styles } from "./styles.js";

type Model = { wireState(): { state: Record<string, unknown>; buffers: ArrayBufferView[] } };
type Class = new (options?: object) => Model;

/** Cases for both: options as JSON in ipywidgets' names and ours. */
const cases: [name: string, python: object, ours?: object][] = [
  ..."IntSlider FloatSlider FloatLogSlider IntRangeSlider FloatRangeSlider IntProgress FloatProgress Text Textarea Password Combobox IntText FloatText BoundedIntText BoundedFloatText Checkbox ToggleButton Valid Button Dropdown Select SelectMultiple RadioButtons ToggleButtons ColorPicker DatePicker FileUpload HTML HTMLMath Label Image Box HBox VBox GridBox Tab Accordion Stack Output Play"
    .split(" ")
    .map((name): [string, object] => [name, {}]),
  ["Layout", {}],
  ["Layout", { grid_gap: "3px", max_width: "50%" }, { gridGap: "3px", maxWidth: "50%" }],
  ["SelectionSlider", { options: ["a", "b"] }],
  ["SelectionRangeSlider", { options: ["a", "b", "c"] }],
  ["IntSlider", { min: 5, max: 9 }],
  ["IntSlider", { min: -9, max: -5, value: 3 }],
  ["FloatSlider", { min: 0.5, max: 2, value: 1.25, step: 0.25, description: "d_min" }],
  ["FloatLogSlider", { min: -2, max: 0, value: 5 }],
  ["IntRangeSlider", { min: 0, max: 10 }],
  ["IntRangeSlider", { min: 10, max: 21 }],
  ["FloatRangeSlider", { min: -1, max: 1 }],
  ["IntRangeSlider", { min: 0, max: 10, value: [-5, 3] }],
  ["Dropdown", { options: ["x", "y"] }],
  ["Dropdown", { options: ["x", "y"], value: "y" }],
  [
    "Dropdown",
    {
      options: [
        ["one", 1],
        ["two", 2],
      ],
      value: 2,
    },
  ],
  [
    "ToggleButtons",
    { options: [1, 2, 3], button_style: "info" },
    { options: [1, 2, 3], buttonStyle: "info" },
  ],
  ["SelectMultiple", { options: ["a", "b", "c"], value: ["c", "a"] }],
  ["Textarea", { rows: 3, continuous_update: false }, { rows: 3, continuousUpdate: false }],
];

const PROGRAM = `
import json, sys, ipywidgets
def plain(v):
    return "bytes %d" % len(v) if isinstance(v, (bytes, memoryview)) else str(v)
def state(w):
    return {k: v for k, v in w.get_state().items() if k not in ("_dom_classes", "_view_count")}
def shown(w):
    out = state(w)
    for k in ("layout", "style"):
        if k in out: out[k] = state(getattr(w, k)) if k == "style" else None
    return out
cases = json.load(sys.stdin)
print(json.dumps([shown(getattr(ipywidgets, name)(**kw)) for name, kw in cases], default=plain))
`;

const python = venvProgram("python");

describe.skipIf(!existsSync(python))("controls", () => {
  it("have the values that ipywidgets gives its own", () => {
    const input = JSON.stringify(cases.map(([name, kw]) => [name, kw]));
    const said = execFileSync(python, ["-c", PROGRAM], { input, encoding: "utf8" });
    const theirs = JSON.parse(said) as Record<string, unknown>[];
    for (const [i, [name, kw, own]] of cases.entries()) {
      const made = new (widgets as unknown as Record<string, Class>)[name]!(own ?? kw);
      const wire = made.wireState();
      const { _view_count, ...ours } = wire.state;
      const style = theirs[i]!.style as { _model_name: string } | undefined;
      if (style) {
        expect(ours.style, name).toBeNull();
        const model = styleModel(style._model_name.replace(/Model$/, "")) as Model;
        const { _view_count: count, ...values } = model.wireState().state;
        ours.style = values;
      }
      if (name === "Image") ours.value = `bytes ${wire.buffers[0]!.byteLength}`;
      // What an Output's kernel half asks for with msg_id, ours captures itself.
      if (name === "Output") ours.msg_id = "";
      expect(ours, `${name} ${JSON.stringify(kw)}`).toEqual(theirs[i]);
    }
    expect(Object.keys(styles).length).toBe(11);
  });
});

describe("values of controls", () => {
  it("stay within their limits, and are told", () => {
    const slider = new widgets.IntSlider({ min: 0, max: 10, value: 4 });
    const heard: number[] = [];
    const stop = slider.observe("value", (value) => heard.push(value));
    slider.value = 99;
    slider.max = 7;
    stop();
    slider.value = 1;
    expect(heard).toEqual([10, 7]);
    expect(() => (slider.value = 1.5)).toThrow("IntSlider: value is 1.5; a whole number would work");
    expect(() => slider.set({ min: 11 })).toThrow("min is 11 and max 7");
    expect(slider.min).toBe(0);
    expect(() => new widgets.IntSlider({ minimum: 1 } as object)).toThrow('IntSlider has no value "minimum"');
    expect(String(slider)).toBe("IntSlider { value: 1, max: 7 }");
  });

  it("of choices go with index and label", () => {
    const list = new widgets.Dropdown({
      options: new Map([
        ["low", 1],
        ["high", 5],
      ]),
    });
    const heard: (number | null)[] = [];
    list.observe("value", (value) => heard.push(value));
    expect([list.value, list.index, list.label]).toEqual([1, 0, "low"]);
    list.label = "high";
    list.index = 0;
    expect(() => (list.value = 3)).toThrow("no option of the value 3; its options are low, high");
    list.options = new Map([["other", 9]]);
    expect(heard).toEqual([5, 1, 9]);
  });

  it("of a day keep it", () => {
    const picker = new widgets.DatePicker({ value: new Date(Date.UTC(2026, 11, 1)) });
    expect((picker as unknown as Model).wireState().state.value).toEqual({ year: 2026, month: 11, date: 1 });
  });

  it("of boxes are models only", () => {
    expect(() => new widgets.HBox(["text" as never])).toThrow("HBox: child 0 is text");
    const tab = new widgets.Tab([new widgets.Label({ value: "a" }), new widgets.HBox([])], { titles: ["A"] });
    expect([tab.titles, tab.selectedIndex]).toEqual([["A", ""], 0]);
    expect(() => (tab.selectedIndex = 2)).toThrow("there are 2 children");
  });

  it("JSON cannot carry are refused, and bytes are taken out", () => {
    expect(() => toWire({ a: [1n] }, () => undefined)).toThrow('a bigint (1) in "a.0"');
    const bytes = new Uint16Array([1, 2]);
    expect(toWire({ a: { b: bytes, c: [bytes, 1] } }, () => undefined)).toEqual({
      state: { a: { c: [null, 1] } },
      buffer_paths: [
        ["a", "b"],
        ["a", "c", 0],
      ],
      buffers: [bytes, bytes],
    });
  });
});

describe("interactive", () => {
  it("makes the controls that its arguments stand for, and calls at each change", async () => {
    const calls: unknown[] = [];
    const { controls, values } = widgets.interactive((args) => void calls.push(args), {
      x: [0, 10],
      f: [0, 1, 0.25],
      mode: ["a", "b"],
      on: true,
      name: "n",
      k: 4,
    });
    expect(values).toEqual({ x: 5, f: 0.5, mode: "a", on: true, name: "n", k: 4 });
    expect(Object.values(controls).map((one) => one.constructor.name)).toEqual(
      "IntSlider FloatSlider Dropdown Checkbox Text IntSlider".split(" "),
    );
    controls.x.value = 7;
    controls.x.value = 8;
    await expect.poll(() => calls.at(-1)).toMatchObject({ x: 8 });
    expect(() => widgets.interactive(() => 1, { y: [] })).toThrow("interact: y is []");
  });

  it("shows an error in its output", async () => {
    const { output } = widgets.interactive(() => Promise.reject(new TypeError("no such thing")), {
      on: false,
    });
    await expect.poll(() => output.outputs.length).toBe(1);
    expect(output.outputs[0]).toMatchObject({ ename: "TypeError", evalue: "no such thing" });
  });
});
