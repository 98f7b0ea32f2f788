import type { JsonObject } from "../../models/json.js";
import type { Profile } from "../../models/profile.js";
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
