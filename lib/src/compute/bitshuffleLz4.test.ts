import { describe, expect, it } from "vitest";
import { FileSource } from "../node/fileSource.js";
import "../node/main.js";
import { FrameDataset } from "../hdf5/frames.js";
import { Hdf5File } from "../hdf5/hdf5File.js";
import { installHdf5 } from "../hdf5/library.js";
import { hdf5Host } from "../node/hdf5.js";

installHdf5(hdf5Host);
describe("x", () => {
  it("y", () => {
    for (const p of [
      "/work/shared/data/eiger_thaumatin/thaumatin_4M_000044.nxs",
      "/work/shared/data/eiger_thaumatin/data_000001.h5",
    ]) {
      const g = new Hdf5File(new FileSource(p));
      const v = g.value("/entry/data/data") as Uint16Array;
      const d = new FrameDataset(g, "/entry/data/data");
      let best = 1e9;
      let r;
      for (let i = 0; i < 20; i++) {
        const t = performance.now();
        r = d.read(0);
        best = Math.min(best, performance.now() - t);
      }
      console.log("best ms", best, r.length);
      let bad = 0;
      for (let i = 0; i < v.length; i++) if (v[i] !== r[i]) bad++;
      expect(bad).toBe(0);
      best = 1e9;
      for (let i = 0; i < 10; i++) {
        const t = performance.now();
        g.value("/entry/data/data");
        best = Math.min(best, performance.now() - t);
      }
      console.log("plugin best ms", best);
    }
  });
});
