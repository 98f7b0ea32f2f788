import { EwaldError } from "../../error.js";
import type { GroupModels, ImageGroup } from "../../images/imageGroups.js";
import { Experiment } from "../../models/experiment.js";
import { ImageSetData, type ImageSetRecord } from "../../models/imageSetData.js";
import type { JsonObject } from "../../models/json.js";
import type { Scan } from "../../models/scan.js";

/** Paths of lookup maps, as the records of imagesets hold them. */
export type LookupRecord = Pick<ImageSetRecord, "mask" | "gain" | "pedestal" | "dx" | "dy">;

export interface GroupContext {
  readonly lookup: LookupRecord;
  /** What readers of the format are told. */
  readonly params: JsonObject;
  /** Columns and rows, when all groups are grids. */
  readonly gridSize?: readonly [number, number] | undefined;
}

/**
 * The experiments of a group of images: one of a sequence that turns; one an image, on one imageset, of a sequence that does not; one
 * an image, each on an imageset of its own, of stills.
 */
export function experimentsOf(group: ImageGroup, context: GroupContext): Experiment[] {
  const tail = { ...context.lookup, params: structuredClone(context.params) };
  if (context.gridSize) return gridOf(group, context.gridSize, tail);
  const [first] = group.models as readonly [GroupModels];
  if (group.kind === "stills")
    return group.paths.map((path, i) => {
      const own = group.models[i] ?? first;
      const record: ImageSetRecord = { __id__: "ImageSet", images: [path], ...tail };
      if (group.template !== undefined) record.single_file_indices = [i];
      return new Experiment({ ...own, imageset: new ImageSetData(record) });
    });
  const scan = first.scan!;
  const record: ImageSetRecord = { __id__: "ImageSequence", template: group.template!, ...tail };
  if (group.kind === "file") {
    const [begin, end] = scan.getArrayRange();
    record.single_file_indices = Array.from({ length: end - begin }, (_, i) => begin + i);
  }
  const imageset = new ImageSetData(record);
  if (!scan.isStill()) return [new Experiment({ ...first, imageset })];
  return eachImage(scan).map((one) => new Experiment({ ...first, scan: one, imageset }));
}

/** Scans of the single images. */
const eachImage = (scan: Scan): Scan[] =>
  Array.from({ length: scan.getNumImages() }, (_, i) => scan.slice(i, i + 1));

/**
 * The images of a grid, each on an imageset of its own, as dials.import writes them: DIALS 3.12 does not read back an ImageGrid that
 * experiments share.
 */
function gridOf(
  group: ImageGroup,
  [columns, rows]: readonly [number, number],
  tail: Omit<ImageSetRecord, "__id__">,
): Experiment[] {
  const paths =
    group.kind === "file"
      ? new Array<string>(group.models[0]!.scan!.getNumImages()).fill(group.paths[0]!)
      : group.paths;
  if (paths.length !== columns * rows)
    throw new EwaldError(
      "bad-argument",
      `input.grid_size is ${columns} × ${rows}, ${columns * rows} images, but there are ${paths.length}.`,
    );
  const [first] = group.models as readonly [GroupModels];
  const scans = first.scan && group.models.length === 1 ? eachImage(first.scan) : undefined;
  return paths.map((path, i) => {
    const own = group.models[i] ?? first;
    const record: ImageSetRecord = { __id__: "ImageSet", images: [path], ...tail };
    if (group.kind === "file") record.single_file_indices = [i];
    return new Experiment({ ...own, scan: scans?.[i] ?? own.scan, imageset: new ImageSetData(record) });
  });
}
