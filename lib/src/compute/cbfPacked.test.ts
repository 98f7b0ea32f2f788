import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { Pcg32 } from "../array/random.js";
import { decodePacked, type PackedOptions } from "./cbfPacked.js";

const plain: PackedOptions = { version: 1, flat: false, uncorrelated: false };

describe("packed compression of CBF", () => {
  it("is, by hand: chunks of differences to the neighbours' mean, low bits first", () => {
    // Two pixels of four bits (5, then 5 − 1), four of none: each as its neighbours are.
    const bits = ["100", "100", "1010", "1111", "010", "000"].join("");
    const stream = [0, 8].map((from) =>
      Number.parseInt([...bits.padEnd(24, "0").slice(from, from + 8)].reverse().join(""), 2),
    );
    const rest = Number.parseInt([...bits.padEnd(24, "0").slice(16)].reverse().join(""), 2);
    const packed = Uint8Array.from([...new Uint8Array(32), ...stream, rest]);
    const pixels = new Int32Array(6);
    expect(decodePacked(packed, pixels, 3, 2, plain)).toBe(6);
    // Row 0: 5, 4, 4; row 1: (5+4+1)>>1 = 5, (5+4+5+4+2)>>2 = 5, (5+4+1)>>1 = 5.
    expect([...pixels]).toEqual([5, 4, 4, 5, 5, 5]);
    expect(decodePacked(packed.subarray(0, 33), pixels, 3, 2, plain)).toBe(0);
  });

  needs.dials().it("decodes what CBFlib packs, of every version and width", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-packed-"));
    const { next } = new Pcg32(3);
    const arrays = [
      { shape: [17, 23, 1], values: Array.from({ length: 391 }, () => Math.floor(40 * next())) },
      {
        shape: [17, 23, 3],
        values: Array.from({ length: 1173 }, () => Math.floor((next() - 0.5) * 10 ** (6 * next()))),
      },
      { shape: [11, 9, 2], values: Array.from({ length: 198 }, () => Math.floor((next() - 0.5) * 2 ** 32)) },
      { shape: [2, 30, 2], values: Array.from({ length: 120 }, () => Math.floor(1000 * next())) },
    ];
    const kinds: [string, PackedOptions][] = [
      ["CBF_PACKED", plain],
      ["CBF_PACKED_V2", { ...plain, version: 2 }],
      ["CBF_PACKED|CBF_FLAT_IMAGE", { ...plain, flat: true }],
      ["CBF_PACKED_V2|CBF_FLAT_IMAGE", { version: 2, flat: true, uncorrelated: false }],
      ["CBF_PACKED|CBF_UNCORRELATED_SECTIONS", { ...plain, uncorrelated: true }],
    ];
    try {
      await runDials(
        `
import os, pycbf, numpy as np
for i, a in enumerate(input["arrays"]):
    for k, kind in enumerate(input["kinds"]):
        code = 0
        for part in kind.split("|"): code |= getattr(pycbf, part)
        h = pycbf.cbf_handle_struct()
        h.new_datablock(b"x"); h.new_category(b"array_data"); h.new_column(b"data"); h.new_row()
        v = np.array(a["values"], dtype=np.int32)
        n = a["shape"]
        h.set_integerarray_wdims_fs(code, 1, v.tobytes(), 4, 1, v.size, b"little_endian", n[0], n[1], n[2], 0)
        h.write_widefile(os.path.join(input["folder"], "%d_%d.cbf" % (i, k)).encode(), pycbf.CBF, pycbf.MIME_HEADERS | pycbf.MSG_DIGEST | pycbf.PAD_4K, 0)
        del h
output(1)`,
        { folder, arrays, kinds: kinds.map(([name]) => name) },
      );
      arrays.forEach(({ shape, values }, i) => {
        kinds.forEach(([name, options], k) => {
          const bytes = readFileSync(join(folder, `${i}_${k}.cbf`));
          const at = bytes.indexOf(Buffer.from([0x0c, 0x1a, 0x04, 0xd5])) + 4;
          const size = Number(/X-Binary-Size: *(\d+)/.exec(bytes.toString("latin1"))![1]);
          const pixels = new Int32Array(values.length);
          const done = decodePacked(bytes.subarray(at, at + size), pixels, shape[0]!, shape[1]!, options);
          expect(done, name).toBe(values.length);
          expect([...pixels], `${name} ${shape}`).toEqual(values);
        });
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
