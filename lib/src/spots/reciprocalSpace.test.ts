import { expect, it } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { FlexInt, FlexSizeT } from "../array/scalars.js";
import { FlexVec3Double } from "../array/vectors.js";
import { rlpOfQ } from "../geometry/miller.js";
import { qOfPixels } from "../geometry/scattering.js";
import { Experiment } from "../models/experiment.js";
import { ReflectionTable } from "../reflections/reflectionTable.js";
import "../node/main.js";
import { ExperimentList } from "../models/experimentList.js";
import { centroidPxToMm, mapCentroidsToReciprocalSpace } from "./reciprocalSpace.js";

needs.sharedData("data", "l_cysteine_dials_output").describe("centroids in reciprocal space", () => {
  const experiments = () => ExperimentList.fromFile(shared("data", "l_cysteine_dials_output/imported.expt"));
  function spots(n: number, ids: (row: number) => number): ReflectionTable {
    const px = Float64Array.from({ length: 3 * n }, (_, k) => 100 + ((k * 7919) % 1200) + 0.25);
    return new ReflectionTable({
      id: new FlexInt(Int32Array.from({ length: n }, (_, row) => ids(row))),
      panel: new FlexSizeT(new Uint32Array(n)),
      "xyzobs.px.value": new FlexVec3Double(px),
    });
  }

  it("are where the geometry of pixels puts them, experiment by experiment", () => {
    const list = experiments();
    const given = spots(40, (row) => row % 4);
    const found = mapCentroidsToReciprocalSpace(centroidPxToMm(given, list), list);
    expect(given.keys()).toEqual(["id", "panel", "xyzobs.px.value"]);
    for (const [id, experiment] of [...list].entries()) {
      const { beam, detector } = experiment;
      const own = found.select(found.column("id").eq(id));
      const px = own.column("xyzobs.px.value");
      const q = qOfPixels(detector!, beam!, px, 0);
      const rlp = rlpOfQ(q, px.parts()[2], experiment);
      const difference = own.column("rlp").sub(rlp).norms().data;
      expect(Math.max(...difference)).toBeLessThan(1e-12);
      const s1 = own.column("s1").norms().data;
      for (const length of s1) expect(length).toBeCloseTo(1 / beam!.getWavelength(), 12);
    }
  });

  it("are 0 of rows of no experiment; imageset_id goes before id", () => {
    const list = experiments();
    const given = spots(6, (row) => row - 1);
    const map = (table: ReflectionTable) =>
      [...mapCentroidsToReciprocalSpace(centroidPxToMm(table, list), list).column("rlp").norms().data].map(
        (x) => x > 0,
      );
    expect(map(given)).toEqual([false, true, true, true, true, false]);
    given.set("imageset_id", new FlexInt(Int32Array.of(0, -1, 1, 2, 9, 3)));
    expect(map(given)).toEqual([true, false, true, true, false, true]);
  });

  it("are refused on panels that are not there, and without models", () => {
    const list = experiments();
    const given = spots(3, () => 0);
    given.column("panel").data[2] = 7;
    expect(() => centroidPxToMm(given, list)).toThrow("Row 2 is on panel 7, but there are 1 panels.");
    expect(() =>
      centroidPxToMm(
        spots(1, () => 0),
        [new Experiment()],
      ),
    ).toThrow("has no detector");
    const [{ detector } = new Experiment()] = [...list];
    const mm = centroidPxToMm(
      spots(1, () => 0),
      list,
    );
    expect(() => mapCentroidsToReciprocalSpace(mm, [new Experiment({ detector: detector! })])).toThrow(
      "has no beam",
    );
    expect(() =>
      mapCentroidsToReciprocalSpace(
        spots(1, () => 0),
        list,
      ),
    ).toThrow('no column "xyzobs.mm.value"');
  });
});

needs
  .sharedData("data", "isis_sxd_nacl_processed")
  .it("in a white beam each spot has its own wavelength", () => {
    const list = ExperimentList.fromFile(shared("data", "isis_sxd_nacl_processed/imported.expt"));
    const table = ReflectionTable.fromFile(shared("data", "isis_sxd_nacl_processed/strong.refl"));
    const found = mapCentroidsToReciprocalSpace(table, list);
    const [{ beam, detector } = new Experiment()] = [...list];
    const wavelength = table.column("wavelength").data;
    const d = found.column("rlp").norms().data;
    for (let row = 0; row < table.nrows; row++) {
      const [x, y] = table.column("xyzobs.mm.value").at(row) as readonly [number, number, number];
      const point = detector!.panels[table.column("panel").data[row]!]!.getLabCoord([x, y]);
      const s0 = beam!.getUnitS0();
      const cosine = (point[0] * s0[0] + point[1] * s0[1] + point[2] * s0[2]) / Math.hypot(...point);
      expect(1 / d[row]!).toBeCloseTo(wavelength[row]! / (2 * Math.sin(Math.acos(cosine) / 2)), 9);
    }
    expect(() => mapCentroidsToReciprocalSpace(table.slice().delete("s0"), list)).toThrow(
      "The beam is polychromatic",
    );
  });
