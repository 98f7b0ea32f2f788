import { FlexBool } from "../../array/scalars.js";
import type { PanelMask } from "../imageFormat.js";
import type { NexusReader } from "./nexusReader.js";
import type { ModuleSlice } from "./nxDetector.js";
import { checkWithin } from "./nxFrames.js";

/** Good pixels by a detector's `pixel_mask` (0 is good), a mask for each module; undefined without one of the frame's shape. */
export function maskOf(
  nexus: NexusReader,
  path: string,
  modules: readonly ModuleSlice[],
): PanelMask[] | undefined {
  const { file } = nexus;
  if (file.kind(path) !== "dataset") return undefined;
  const shape = file.dataset(path).shape;
  if (!shape || shape.length !== modules[0]!.size.length) return undefined;
  // Older files have the mask the wrong way round, of no use then.
  const [only] = modules;
  const turned = modules.length === 1 && shape.every((n, i) => n === only!.size[shape.length - 1 - i]);
  if (turned && shape[0] !== only!.size[0]) return undefined;
  const values = file.value(path);
  if (!values || Array.isArray(values)) return undefined;
  return modules.map((module) => {
    const { origin, size } = module;
    checkWithin(nexus, module.path, origin, size, shape);
    const [rows, columns] = size.slice(-2) as [number, number];
    let from = 0;
    origin.forEach((first, i) => {
      from = from * shape[i]! + first;
    });
    const good = new Uint8Array(rows * columns);
    const width = shape.at(-1)!;
    for (let row = 0, at = 0; row < rows; row++)
      for (let k = from + row * width, end = k + columns; k < end; k++) good[at++] = values[k] === 0 ? 1 : 0;
    return { shape: [rows, columns], values: new FlexBool(good) };
  });
}
