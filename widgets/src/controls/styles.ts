import { EwaldError } from "ewald";
import { valueModel } from "./layout.js";

type Values = Record<string, string | null>;

const font = { fontFamily: null, fontSize: null, fontStyle: null, fontVariant: null, fontWeight: null };
const text = { ...font, textColor: null, textDecoration: null };
const described = { descriptionWidth: "" };
const plain = { ...described, background: null, fontSize: null, textColor: null };

/** The styles of controls: name → values, as ipywidgets has them. */
export const styles: Readonly<Record<string, Values>> = {
  ButtonStyle: { buttonColor: null, ...text },
  CheckboxStyle: { ...described, background: null },
  DescriptionStyle: described,
  HTMLMathStyle: plain,
  HTMLStyle: plain,
  LabelStyle: { ...described, background: null, ...text },
  ProgressStyle: { ...described, barColor: null },
  SliderStyle: { ...described, handleColor: null },
  TextStyle: plain,
  ToggleButtonStyle: { ...described, ...text },
  ToggleButtonsStyle: { ...described, buttonWidth: "", fontWeight: "" },
};

const classes = new Map(
  Object.entries(styles).map(([name, state]) => [
    name,
    valueModel<Values>(name, "@jupyter-widgets/controls", state, "StyleView"),
  ]),
);

/** A model of the style `name` with these values. */
export function styleModel(name: string, values: Partial<Values> = {}): object {
  const wrong = Object.keys(values).find((key) => !Object.hasOwn(styles[name]!, key));
  if (wrong !== undefined)
    throw new EwaldError(
      "bad-argument",
      `${name} has no value "${wrong}"; it has ${Object.keys(styles[name]!).join(", ")}.`,
    );
  return new (classes.get(name)!)(values as Values);
}
