import type { Experiment } from "../experiment.js";
import type { ExperimentList } from "../experimentList.js";
import { drawn, escaped, frameOf, type ModelDisplay } from "./bundle.js";
import { figure, said } from "./rows.js";
import { geometrySketch } from "./sketch.js";

/** Experiments that are listed; of longer lists the first ones. */
const LISTED = 20;

type Cell = (experiment: Experiment, index: number) => string | undefined;

const columns: readonly (readonly [head: string, cell: Cell])[] = [
  ["", (_, index) => String(index)],
  ["Kind", (experiment) => experiment.getType()],
  [
    "Images",
    ({ scan, imageset }) => {
      if (scan) return scan.getImageRange().join("–");
      return imageset?.data.images ? String(imageset.data.images.length) : undefined;
    },
  ],
  [
    "Oscillation",
    ({ scan }) => {
      if (!scan?.hasOscillation()) return undefined;
      const [start, end] = scan.getOscillationRange();
      return `${figure(start, 3)}° to ${figure(end, 3)}°`;
    },
  ],
  [
    "λ (Å)",
    ({ beam }) => beam && (beam.isPolychromatic() ? "polychromatic" : figure(beam.getWavelength(), 5)),
  ],
  [
    "Detector",
    ({ detector }) => {
      const first = detector?.panels[0];
      if (!detector || !first) return undefined;
      return detector.length > 1 ? `${detector.length} panels` : `${first.getImageSize().join(" × ")} px`;
    },
  ],
  ["Distance (mm)", ({ detector }) => detector?.panels[0] && figure(detector.panels[0].getDistance(), 2)],
  ["Space group", ({ crystal }) => crystal?.getSpaceGroup().symbol()],
  [
    "Cell (Å, °)",
    ({ crystal }) =>
      crystal
        ?.getUnitCellParameters()
        .map((one) => figure(one, 2))
        .join(", "),
  ],
];

/** A list as a table of its experiments, with a sketch of the first one's geometry. */
export function experimentsDisplay(list: ExperimentList): ModelDisplay {
  const listed = [...list].slice(0, LISTED);
  const rows = listed.map((experiment, i) =>
    columns.map(([, cell]) => said(() => cell(experiment, i) ?? "")),
  );
  // A column that says nothing of any is left out.
  const kept = columns.map((_, c) => rows.some((row) => row[c] !== ""));
  const heads = columns.filter((_, c) => kept[c]).map(([head]) => `<th scope="col">${escaped(head)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${row
        .filter((_, c) => kept[c])
        .map((cell, c) => (c === 0 ? `<th scope="row">${cell}</th>` : `<td>${escaped(cell)}</td>`))
        .join("")}</tr>`,
  );
  const more = list.length > LISTED ? `<p class="soft">and ${list.length - LISTED} more</p>` : "";
  const table = `<div class="scroll"><table><thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>${more}</div>`;
  const { detector, beam, goniometer } = list[0] ?? {};
  const sketch = drawn(detector && (() => geometrySketch(detector, beam, goniometer)));
  const names = (["beam", "detector", "goniometer", "scan", "crystal", "imageset"] as const)
    .map((name) => [list.models(name).length, name] as const)
    .filter(([count]) => count > 0)
    .map(([count, name]) => `${count} ${name}${count === 1 ? "" : "s"}`);
  const note = `${list.length} experiment${list.length === 1 ? "" : "s"}${names.length > 0 ? ` · ${names.join(", ")}` : ""}`;
  const html = frameOf("ExperimentList", note, list.length > 0 ? table + sketch : "");
  return { "text/plain": list.toString(), "text/html": html };
}
