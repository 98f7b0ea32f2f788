import { isObject, type JsonObject } from "../../models/json.js";
import type { ScalingModel } from "../../models/scalingModel.js";
import { fixed } from "../text/printf.js";

/** One component of a scaling model. */
export interface ScalingComponentReport {
  readonly name: string;
  readonly parameters: readonly number[];
  /** Standard deviations; absent when not refined. */
  readonly sigmas?: readonly number[];
}

export interface ScalingReport {
  readonly type: string;
  readonly components: readonly ScalingComponentReport[];
  readonly configuration?: JsonObject;
}

const numbers = (value: unknown): readonly number[] | undefined =>
  Array.isArray(value) && value.every((x) => typeof x === "number") ? (value as number[]) : undefined;

/** Components by the order in which DIALS applies them, then those it does not know. */
const order = ["scale", "decay", "absorption", "modulation", "relative_B"];
const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);

export function scalingReport({ data, id }: ScalingModel): ScalingReport {
  const components = Object.entries(data).flatMap(([name, part]) => {
    const parameters = isObject(part) ? numbers(part.parameters) : undefined;
    if (!isObject(part) || !parameters) return [];
    const sigmas = numbers(part.est_standard_devs);
    return [{ name, parameters, ...(sigmas && sigmas.length > 0 && { sigmas }) }];
  });
  components.sort((a, b) => rank(a.name) - rank(b.name));
  const { configuration_parameters: configuration } = data;
  return { type: id, components, ...(configuration && { configuration }) };
}

/** The scaling model as `dials.show` prints it. */
export function scalingText({ type, components }: ScalingReport): string[] {
  const number = (x: number) => (x < 0 ? fixed(x, 4) : ` ${fixed(x, 4)}`);
  return [
    "Scaling model:",
    `  type : ${type}`,
    ...components.flatMap(({ name, parameters, sigmas }) => [
      `  ${name.charAt(0).toUpperCase()}${name.slice(1).toLowerCase()} component:`,
      `    parameters${sigmas ? " (sigma)" : ""}`,
      ...parameters.map((p, i) => `    ${number(p)}${sigmas ? `   (${fixed(sigmas[i]!, 4)})` : ""}`),
    ]),
    "",
  ];
}
