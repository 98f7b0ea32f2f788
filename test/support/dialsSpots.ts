// Spots as live dials.find_spots finds them, several runs in one process of Python.
import { createHash } from "node:crypto";
import type { ReflectionTable } from "../../lib/src/reflections/reflectionTable.js";
import { runDials } from "./dials.js";

/** What a run found: the table as plain numbers, and what was said. */
export interface DialsSpots {
  /** The message of what it threw; then nothing else is there. */
  error?: string;
  lines: string[];
  keys: string[];
  identifiers: Record<string, string>;
  id: number[];
  panel: number[];
  flags: number[];
  n_signal: number[];
  bbox: number[];
  xyz: number[];
  xyzVariance: number[];
  intensity: number[];
  intensityVariance: number[];
  /** MD5 of the data (float), and of the masks (byte), of all shoeboxes one after another. */
  data: string;
  mask: string;
}

export interface DialsRun {
  /** An experiment list. */
  experiments: string;
  /** PHIL of dials.find_spots. */
  phil: string;
}

const script = `
import hashlib, logging, os, tempfile
import numpy as np
from dials.array_family import flex
from dials.command_line.find_spots import do_spotfinding, working_phil
from dxtbx import flumpy
from dxtbx.model.experiment_list import ExperimentListFactory
from libtbx.phil import parse
lines = []
class Keep(logging.Handler):
    def emit(self, record):
        lines.extend(record.getMessage().split("\\n"))
for name in ("dials", "dxtbx"):
    logging.getLogger(name).setLevel(logging.INFO)
logging.getLogger("dials").addHandler(Keep())
os.chdir(tempfile.mkdtemp())
def numbers(column):
    return np.array(column).ravel().tolist()
def one(run):
    lines.clear()
    params = working_phil.fetch(parse(run["phil"] + "\\nspotfinder.mp.nproc=1\\noutput.reflections=out.refl")).extract()
    experiments = ExperimentListFactory.from_json_file(run["experiments"])
    try:
        do_spotfinding(experiments, params)
    except Exception as e:
        return dict(error=str(e), lines=list(lines))
    t = flex.reflection_table.from_file("out.refl")
    data, mask = hashlib.md5(), hashlib.md5()
    for s in (t["shoebox"] if "shoebox" in t else []):
        data.update(flumpy.to_numpy(s.data).astype("f4").tobytes())
        mask.update(flumpy.to_numpy(s.mask).astype("u1").tobytes())
    return dict(lines=list(lines), keys=sorted(t.keys()), identifiers={str(k): v for k, v in dict(t.experiment_identifiers()).items()},
        id=list(t["id"]), panel=list(t["panel"]), flags=list(t["flags"]), n_signal=list(t["n_signal"]),
        bbox=numbers([b for b in t["bbox"]]), xyz=numbers([x for x in t["xyzobs.px.value"]]), xyzVariance=numbers([x for x in t["xyzobs.px.variance"]]),
        intensity=list(t["intensity.sum.value"]), intensityVariance=list(t["intensity.sum.variance"]), data=data.hexdigest(), mask=mask.hexdigest())
output([one(run) for run in input])
`;

export const dialsSpots = (runs: readonly DialsRun[]): Promise<DialsSpots[]> => runDials(script, runs);

/** A table of ours in the same form. */
export function spotsOf(table: ReflectionTable): Omit<DialsSpots, "lines"> {
  const data = createHash("md5");
  const mask = createHash("md5");
  if (table.has("shoebox")) {
    const boxes = table.column("shoebox");
    for (const [row, size] of boxes.sizes(true).entries()) {
      const begin = boxes.start[row]!;
      data.update(boxes.pools.data.slice(begin, begin + size));
      mask.update(boxes.pools.mask.slice(begin, begin + size));
    }
  }
  const numbers = (name: Parameters<ReflectionTable["column"]>[0]) => [
    ...(table.column(name) as unknown as { data: ArrayLike<number> & Iterable<number> }).data,
  ];
  return {
    keys: table.keys().sort(),
    identifiers: Object.fromEntries(
      [...table.experimentIdentifiers()].map(([id, identifier]) => [String(id), identifier]),
    ),
    id: numbers("id"),
    panel: numbers("panel"),
    flags: numbers("flags"),
    n_signal: numbers("n_signal"),
    bbox: numbers("bbox"),
    xyz: numbers("xyzobs.px.value"),
    xyzVariance: numbers("xyzobs.px.variance"),
    intensity: numbers("intensity.sum.value"),
    intensityVariance: numbers("intensity.sum.variance"),
    data: data.digest("hex"),
    mask: mask.digest("hex"),
  };
}

const telling =
  /^(Found|Extracted|Removed|Calculated|Filtered|Setting spotfinder|Setting global|Histogram|[ *]+$|\d+ spots? found)/;

/** The lines that say what was found. */
export const tellingLines = (lines: readonly string[]): string[] =>
  lines.filter((line) => telling.test(line));
