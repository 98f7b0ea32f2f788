import { isObject, type JsonObject } from "../../models/json.js";
import type { Profile } from "../../models/profile.js";
import type { ScalingModel } from "../../models/scalingModel.js";
import { fixed } from "../text/printf.js";

/** A profile model: its type and, as the file has them, its numbers. */
export interface ProfileReport extends JsonObject {
  type: string;
}

export function profileReport({ data, id }: Profile): ProfileReport {
  const { __id__, ...parameters } = data;
  return { type: id, ...parameters };
}

/** A number, or the range of one that varies in the scan. */
function ranged(values: number | readonly number[], factor: number): string {
  if (typeof values === "number") return fixed(values * factor, 6);
  const scaled = values.map((x) => x * factor);
  return `${fixed(Math.min(...scaled), 6)} to ${fixed(Math.max(...scaled), 6)}`;
}

/** The profile model as `dials.show` prints it; of an ellipsoid, which it does not, type and parameters. */
export function profileText(profile: ProfileReport): string[] {
  const lines = ["Profile model:", `    type: ${profile.type}`];
  const { n_sigma, sigma_b, sigma_m, parameterisation, parameters } = profile as ProfileReport &
    Profile["data"];
  if (profile.type === "gaussian_rs" && n_sigma != null && sigma_b != null && sigma_m != null)
    lines.push(
      `    delta_b (sigma_b): ${ranged(sigma_b, n_sigma)} (${ranged(sigma_b, 1)})`,
      `    delta_m (sigma_m): ${ranged(sigma_m, n_sigma)} (${ranged(sigma_m, 1)})`,
    );
  if (parameterisation != null) lines.push(`    parameterisation: ${parameterisation}`);
  if (parameters != null) lines.push(`    parameters: ${parameters.map((x) => fixed(x, 6)).join(", ")}`);
  return lines;
}

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
