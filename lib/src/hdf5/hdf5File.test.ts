import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { BytesSource } from "../bytes/byteSource.js";
import { FileSource } from "../node/fileSource.js";
import "../node/main.js";
import { FrameDataset } from "./frames.js";
import { Hdf5File } from "./hdf5File.js";
import { Hdf5Writer } from "./hdf5Writer.js";
import { hdf5 } from "./library.js";
import { MemorySink } from "./memorySink.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-hdf5-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(fill: (writer: Hdf5Writer) => void): Uint8Array {
  const sink = new MemorySink();
  const writer = new Hdf5Writer(sink, "test.h5");
  fill(writer);
  writer.close();
  return sink.bytes();
}

const simple = () =>
  written((writer) => {
    writer.group("/entry", { NX_class: "NXentry", weight: 2.5, list: [1, 2, 3] });
    writer.dataset("/entry/text", "µ and more", { units: "mm" });
    writer.dataset("/entry/count", { numbers: [7], type: "int32" });
    writer.dataset("/entry/values", [1.5, -2.5]);
    writer.softLink("/entry/alias", "/entry/values");
    writer.frames("/entry/data", [4, 5], "uint16", "bitshuffle-lz4");
    for (let n = 0; n < 3; n++) {
      writer.resize("/entry/data", [n + 1, 4, 5]);
      writer.frame(
        "/entry/data",
        n,
        [4, 5],
        new Uint8Array(Uint16Array.from({ length: 20 }, (_, i) => i * n).buffer),
      );
    }
  });

describe("Hdf5File", () => {
  const bytes = simple();

  it("reads what Hdf5Writer writes", () => {
    const file = new Hdf5File(new BytesSource(bytes, "test.h5"));
    expect(file.names("/entry")).toEqual(["alias", "count", "data", "text", "values"]);
    expect(["/entry", "/entry/text", "/entry/alias", "/nothing"].map((path) => file.kind(path))).toEqual([
      "group",
      "dataset",
      "dataset",
      "missing",
    ]);
    expect(file.value("/entry/text")).toEqual(["µ and more"]);
    expect(file.value("/entry/count")).toEqual(Int32Array.of(7));
    expect(file.value("/entry/alias")).toEqual(Float64Array.of(1.5, -2.5));
    expect(file.attribute("/entry", "NX_class")).toEqual(["NXentry"]);
    expect(file.attribute("/entry", "list")).toEqual(Float64Array.of(1, 2, 3));
    expect(file.attribute("/entry", "nothing")).toBeUndefined();
    expect(file.value("/entry/nothing")).toBeUndefined();
    file.close();
    expect(() => file.names("/entry")).toThrow(/has been closed/);
  });

  it("reads frames, and again into the same memory", () => {
    const data = new FrameDataset(new Hdf5File(new BytesSource(bytes, "test.h5")), "/entry/data");
    expect([data.length, data.frameShape]).toEqual([3, [4, 5]]);
    const first = data.read(1);
    expect([...first]).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(data.read(2, { reuse: first })).toBe(first);
    expect([...first]).toEqual(Array.from({ length: 20 }, (_, i) => 2 * i));
    expect(() => data.read(3)).toThrow(/has 3 images; there is no image 3/);
    expect(() => new FrameDataset(data.file, "/entry/values")).toThrow(/has 1 dimensions/);
    expect(() => new FrameDataset(data.file, "/entry/text")).toThrow(/dimensions/);
  });

  it("says where a file was cut short", () => {
    for (const length of [bytes.length - 1, bytes.length >> 1, 700, 60]) {
      const cut = () => {
        const file = new Hdf5File(new BytesSource(bytes.subarray(0, length), "short.h5"));
        for (let i = 0; i < 3; i++) new FrameDataset(file, "/entry/data").read(i);
      };
      expect(cut, `${length}`).toThrow(/^short.h5: .*damaged or was cut short/);
    }
    expect(() => new Hdf5File(new BytesSource(new Uint8Array(100), "none.h5"))).toThrow(
      /^none.h5: the file cannot be read/,
    );
  });

  it("goes on in a fresh HDF5 when one has been put away", () => {
    const file = new Hdf5File(new BytesSource(bytes, "test.h5"));
    const before = hdf5();
    expect(() => file.call("a crash", () => unreachable())).toThrow(/a crash cannot be read/);
    expect(hdf5()).not.toBe(before);
    expect(file.value("/entry/count")).toEqual(Int32Array.of(7));
  });

  it("notices a file that is rewritten under its reader", () => {
    const path = join(folder, "changing.h5");
    const large = written((writer) => {
      writer.frames("/data", [300, 300], "uint16", "none", 2);
      for (let n = 0; n < 2; n++) writer.frame("/data", n, [300, 300], new Uint8Array(180_000));
    });
    writeFileSync(path, large);
    const data = new FrameDataset(new Hdf5File(new FileSource(path)), "/data");
    expect(data.read(0)[0]).toBe(0);
    truncateSync(path, 900);
    expect(() => data.read(1)).toThrow(/was rewritten after it was opened|was cut short/);
  });

  it("opens many files, and leaves nothing of them behind", () => {
    const fs = hdf5().module.FS as unknown as { nameTable: (object | undefined)[] };
    const nodes = () => fs.nameTable.filter((node) => node !== undefined && node !== null).length;
    new Hdf5File(new BytesSource(bytes)).close();
    const before = nodes();
    for (let i = 0; i < 300; i++) new Hdf5File(new BytesSource(bytes)).close();
    expect(nodes()).toBe(before);
  });
});

/** What WebAssembly throws when it meets what must not be. */
function unreachable(): never {
  throw Object.assign(new Error("unreachable"), { name: "RuntimeError" });
}

const script = `
import os, h5py, numpy as np
at = lambda name: os.path.join(input, name)
frames = np.arange(3 * 30, dtype=np.uint16).reshape(3, 5, 6)
# a filter that is not there: ZFP, left out of every chunk
with h5py.File(at("zfp.h5"), "w") as f:
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk((1, 5, 6))
    dcpl.set_filter(32013, h5py.h5z.FLAG_OPTIONAL, (1, 2, 3))
    h5py.h5d.create(f.id, b"data", h5py.h5t.NATIVE_UINT16, h5py.h5s.create_simple((3, 5, 6)), dcpl)
# a file of 5 GB with nothing in it but at its ends: its images lie beyond 4 GB
with h5py.File(at("large.h5"), "w") as f:
    hole = f.create_dataset("hole", (5 * 2**30,), "uint8")
    hole[0] = 1
    f.create_dataset("data", data=frames, chunks=(1, 5, 6), compression="gzip")
    f.create_dataset("plain", data=frames)
    wide = f.create_dataset("wide", (700, 2048, 2048), "uint16")
    wide[3, :2, :2] = 5
    wide[699, 2047] = np.arange(2048)
with h5py.File(at("source.h5"), "w") as f: f["data"] = frames
layout = h5py.VirtualLayout(shape=(6, 5, 6), dtype="uint16")
layout[:3] = h5py.VirtualSource("source.h5", "data", shape=(3, 5, 6))
layout[3:] = h5py.VirtualSource("gone.h5", "data", shape=(3, 5, 6))
with h5py.File(at("virtual.h5"), "w") as f: f.create_virtual_dataset("data", layout)
os.makedirs(at("sub"), exist_ok=True)
with h5py.File(at("links.h5"), "w") as f:
    f["beside"] = h5py.ExternalLink("source.h5", "/data")
    f["absolute"] = h5py.ExternalLink(at("source.h5"), "/data")
    f["gone"] = h5py.ExternalLink("gone.h5", "/data")
    f["elsewhere"] = h5py.ExternalLink("source.h5", "/nothing")
with h5py.File(at("sub/up.h5"), "w") as f:
    f["above"] = h5py.ExternalLink("../source.h5", "/data")
    f["links"] = h5py.ExternalLink("../links.h5", "/beside")
with h5py.File(at("types.h5"), "w") as f:
    f["enum"] = np.array([True, False])
    f["texts"] = ["one", "two"]
    f["big"] = np.array([1, 2**40, -3], dtype=">i8")
    f["complex"] = np.array([1j])
    f.create_dataset("huge", (2**20, 2**20), "float64")
    f.create_dataset("hugeFrames", (2, 2**20, 2**20), "uint16", chunks=(1, 2**10, 2**10))
    f.create_dataset("blosc-free", data=frames, chunks=(2, 5, 6), compression="lzf", shuffle=True)
    f["empty"] = h5py.Empty("f")
output(True)
`;

needs.dials().describe("files written by h5py", () => {
  beforeAll(async () => {
    await runDials(script, folder);
  });
  const open = (name: string) => new Hdf5File(new FileSource(join(folder, name)));
  const dials = needs.dials();

  dials.it("name a filter that is not read", () => {
    const data = new FrameDataset(open("zfp.h5"), "/data");
    expect(() => data.read(0)).toThrow(
      /packed with ZFP \(32013\), which is not read here; repack it with bitshuffle/,
    );
  });

  dials.it("are read beyond 4 GB, a piece at a time", () => {
    const path = join(folder, "large.h5");
    expect(statSync(path).size).toBeGreaterThan(2 ** 32 + 5e9);
    const before = process.memoryUsage().rss;
    const file = open("large.h5");
    for (const name of ["/data", "/plain"])
      expect([...new FrameDataset(file, name).read(2)]).toEqual(Array.from({ length: 30 }, (_, i) => 60 + i));
    const wide = new FrameDataset(file, "/wide");
    expect(wide.read(3)[2049]).toBe(5);
    expect(wide.read(699).at(-1)).toBe(2047);
    expect(process.memoryUsage().rss - before).toBeLessThan(400e6);
    file.close();
  });

  dials.it("lead to other files, beside, above and by absolute paths", () => {
    const links = open("links.h5");
    for (const path of ["/beside", "/absolute"]) expect(links.dataset(path).shape).toEqual([3, 5, 6]);
    const up = open("sub/up.h5");
    for (const path of ["/above", "/links"]) expect([...new FrameDataset(up, path).read(0)][7]).toBe(7);
    expect(() => links.dataset("/gone")).toThrow(
      /\/gone is a link to \/data of the file gone.h5, which is not there/,
    );
    expect(() => links.dataset("/elsewhere")).toThrow(
      /\/elsewhere is a link to \/nothing of the file source.h5/,
    );
    expect(() => links.dataset("/none")).toThrow(/has no dataset \/none/);
  });

  dials.it("name a missing source of a virtual dataset, where it is needed", () => {
    const data = new FrameDataset(open("virtual.h5"), "/data");
    expect([...data.read(1)][0]).toBe(30);
    expect(() => data.read(4)).toThrow(/refers to the file gone.h5, which is not there/);
  });

  dials.it("hold values of many types; what is too large is refused before memory is taken", () => {
    const file = open("types.h5");
    expect(file.value("/enum")).toEqual(Int8Array.of(1, 0));
    expect(file.value("/texts")).toEqual(["one", "two"]);
    expect(file.value("/big")).toEqual(Float64Array.of(1, 2 ** 40, -3));
    expect(file.value("/complex")).toBeUndefined();
    expect(file.value("/empty")).toBeUndefined();
    expect(() => file.value("/huge")).toThrow(/claims 8796093022208 bytes/);
    expect(() => new FrameDataset(file, "/hugeFrames")).toThrow(/frames of 1048576×1048576 pixels/);
    expect([...new FrameDataset(file, "/blosc-free").read(2)][0]).toBe(60);
  });
});
