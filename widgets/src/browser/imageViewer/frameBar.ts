import { type Stacking, stackings } from "../../shared/imageViewer.js";
import { bar, button, element, gap, type NumberField, numberField, select, slider } from "../ui/index.js";
import { icons } from "./icons.js";

export interface FrameBar {
  readonly el: HTMLElement;
  set(frame: number, playing: boolean): void;
  setStack(stack: number, stacking: Stacking): void;
  setRate(rate: number): void;
}

interface Options {
  readonly length: number;
  readonly stack: number;
  readonly stacking: Stacking;
  readonly rate: number;
  /** Images forward, or back. */
  readonly onStep: (by: number) => void;
  readonly onFrame: (frame: number) => void;
  readonly onPlay: () => void;
  readonly onRate: (rate: number) => void;
  readonly onStack: (stack: number, stacking: Stacking) => void;
}

/** Which image is shown: buttons, slider, number, play; and how many are laid on each other. */
export function frameBar(options: Options): FrameBar {
  const { length, onStep, onFrame } = options;
  const first = button({ label: "First image", hint: "Home", icon: icons.first, onClick: () => onFrame(0) });
  const back = button({ label: "Previous image", hint: "←", icon: icons.back, onClick: () => onStep(-1) });
  const play = button({ label: "Play", hint: "space", icon: icons.play, onClick: options.onPlay });
  const next = button({ label: "Next image", hint: "→", icon: icons.next, onClick: () => onStep(1) });
  const last = button({
    label: "Last image",
    hint: "End",
    icon: icons.last,
    onClick: () => onFrame(length - 1),
  });
  const place = slider({ label: "Image", min: 1, max: length, value: 1, onInput: (at) => onFrame(at - 1) });
  place.el.classList.add("ewald-iv-slider");
  const number: NumberField = numberField({
    label: "Image number in the viewer",
    value: 1,
    min: 1,
    max: length,
    step: 1,
    onChange: (at) => onFrame(at - 1),
  });
  const rate = numberField({
    label: "Images/s",
    value: options.rate,
    min: 0.1,
    max: 60,
    step: 1,
    onChange: options.onRate,
  });
  let { stack, stacking } = options;
  const count = numberField({
    label: "Stack",
    value: stack,
    min: 1,
    max: length,
    step: 1,
    onChange: (value) => options.onStack((stack = value), stacking),
  });
  const how = select<Stacking>({
    label: "How images are stacked",
    choices: stackings.map((value) => ({ value, label: value })),
    value: stacking,
    onChange: (value) => options.onStack(stack, (stacking = value)),
  });
  for (const control of [number, count, rate]) control.el.classList.add("ewald-iv-short");
  for (const control of [number, how, place]) control.el.classList.add("ewald-iv-bare");
  const el =
    length === 1
      ? element("div", {})
      : bar(
          "Images",
          first,
          back,
          play,
          next,
          last,
          place.el,
          number.el,
          element("span", { class: "ewald-iv-dim" }, `of ${length}`),
          rate.el,
          gap(),
          count.el,
          how.el,
        );
  return {
    el,
    set(frame, playing) {
      place.set(frame + 1);
      number.set(frame + 1);
      const label = playing ? "Pause" : "Play";
      if (play.getAttribute("aria-label") !== label) {
        play.setAttribute("aria-label", label);
        play.title = `${label} (space)`;
        play.querySelector("svg")!.innerHTML = playing ? icons.pause : icons.play;
      }
    },
    setStack(value, kind) {
      count.set((stack = value));
      how.set((stacking = kind));
    },
    setRate: (value) => rate.set(value),
  };
}
