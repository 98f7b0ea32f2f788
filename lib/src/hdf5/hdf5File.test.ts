import { describe, expect, it } from "vitest";
import "../node/main.js";
import { FileSource } from "../node/fileSource.js";
import { hdf5Host } from "../node/hdf5.js";
import { Hdf5File } from "./hdf5File.js";
import { installHdf5 } from "./library.js";

installHdf5(hdf5Host);
describe("x", () => {
  it("y", () => {
    const t = performance.now();
    const f = new Hdf5File(new FileSource("/work/shared/data/image_examples/dectris_eiger_master.h5"));
    console.log(performance.now() - t);
    console.log(
      f.names("/entry/instrument/detector"),
      f.value("/entry/instrument/detector/description"),
      f.attribute("/entry", "NX_class"),
    );
    console.log(
      f.kind("/entry/data/data_000001"),
      f.externalLink("/entry/data/data_000001"),
      f.missing("/entry/data/data_000001"),
    );
    console.log(f.value("/entry/instrument/detector/detectorSpecific/pixel_mask"));
    const g = new Hdf5File(new FileSource("/work/shared/data/eiger_thaumatin/thaumatin_4M_000044.nxs"));
    console.log(g.dataset("/entry/data/data"));
    const v = g.value("/entry/data/data") as Uint16Array;
    let s = 0;
    for (const x of v) s += x;
    console.log(s, performance.now() - t);
    expect(1).toBe(1);
  });
});
