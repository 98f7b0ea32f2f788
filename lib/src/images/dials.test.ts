// Image sets beside live dxtbx: the same experiment list opened by both, with lookup maps, pixel by pixel.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { runDials } from "../../../test/support/dials.js";
import { needs } from "../../../test/support/needs.js";
import { smvImage } from "../../../test/support/smv.js";
import { FlexBool } from "../array/scalars.js";
import { writeMask } from "../files/lookupPickle.js";
import { ExperimentList, ImageSetFactory } from "../node/main.js";

const script = `
import hashlib, warnings
warnings.simplefilter("ignore")
from dxtbx.model.experiment_list import ExperimentList, ExperimentListFactory
from dxtbx.imageset import ImageSetFactory
from dxtbx import flumpy
def md5(array, kind):
    return hashlib.md5(flumpy.to_numpy(array).astype(kind).tobytes()).hexdigest()
import pickle
from scitbx.array_family import flex
nx, ny = input["size"]
gain = flex.double([1 + (i % 13) / 8 for i in range(nx * ny)])
gain.reshape(flex.grid(ny, nx))
pickle.dump((gain,), open(input["gain"], "wb"), 2)
def tiles(x):
    return x if isinstance(x, tuple) else (x,)
# The list is written by dxtbx from the images, with the maps that were given.
imageset = ImageSetFactory.from_template(input["template"])[0]
experiments = ExperimentListFactory.from_imageset_and_crystal(imageset, None)
import json
document = experiments.to_dict()
document["imageset"][0].update(gain=input["gain"], mask=input["mask"])
json.dump(document, open(input["expt"], "w"))
s = ExperimentList.from_file(input["expt"], check_format=True)[0].imageset
o = s.get_scan().get_batch_offset()
part = s[o + 1 : o + 3]
out = dict(length=len(s), paths=[s.get_path(i) for i in range(len(s))], identifiers=[s.get_image_identifier(i) for i in range(len(s))],
    array_range=s.get_array_range(), indices=list(s.indices()), template=s.get_template(), part_range=part.get_array_range(),
    part_raw=md5(part.get_raw_data(0)[0], "i4"), format=s.get_format_class().__name__,
    oscillation=list(s.get_scan().get_oscillation()), epochs=list(s.get_scan().get_epochs()), exposure_times=list(s.get_scan().get_exposure_times()), images=[])
for i in (0, 3):
    out["images"].append(dict(raw=md5(s.get_raw_data(i)[0], "i4"), corrected=md5(s.get_corrected_data(i)[0], "f8"), gain=md5(s.get_gain(i)[0], "f8"),
        mask=md5(s.get_mask(i)[0], "u1"), good=s.get_mask(i)[0].count(True)))
output(out)
`;

const reopen = `
import json, os
from dxtbx.model.experiment_list import ExperimentList
document = json.load(open(input["expt"]))
document["imageset"] = [json.loads(input["record"])]
path = os.path.join(os.path.dirname(input["expt"]), "again.expt")
json.dump(document, open(path, "w"))
s = ExperimentList.from_file(path, check_format=True)[0].imageset
slow, fast = input["pixel"]
output(dict(first=s.get_raw_data(0)[0][slow, fast], length=len(s)))
`;

interface Theirs {
  length: number;
  paths: string[];
  identifiers: string[];
  array_range: number[];
  indices: number[];
  template: string;
  part_range: number[];
  part_raw: string;
  format: string;
  oscillation: number[];
  epochs: number[];
  exposure_times: number[];
  images: { raw: string; corrected: string; gain: string; mask: string; good: number }[];
}

const md5 = (values: ArrayBufferView) =>
  createHash("md5")
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest("hex");

const size = [40, 30] as const;
const pixels = size[0] * size[1];

needs
  .dials()
  .it("an experiment list with gain and mask opens the same images in dxtbx and here", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ewald-imageset-dials-"));
    try {
      const template = join(folder, "t_###.img");
      for (let n = 5; n < 9; n++) {
        const header = { OSC_START: 10 + 0.5 * n, DATE: `Sat Dec 14 10:17:5${n} 2002`, TIME: n / 10 };
        const image = smvImage((f, s) => n * 7000 + f * 31 + s * 57, { size, header });
        writeFileSync(join(folder, `t_00${n}.img`), image);
      }
      const good = new FlexBool(new Uint8Array(pixels).fill(1));
      for (let i = 0; i < good.length; i += 7) good.data[i] = 0;
      const mask = join(folder, "mask.pickle");
      writeFileSync(mask, writeMask([{ shape: [size[1], size[0]], values: good }]));
      const gain = join(folder, "gain.pickle");
      const expt = join(folder, "list.expt");
      const theirs = await runDials<Theirs>(script, { template, gain, mask, expt, size });
      const imageset = ExperimentList.fromFile(expt)[0]!.imageset!;
      expect(imageset.length).toBe(theirs.length);
      const every = Array.from({ length: imageset.length }, (_, i) => i);
      expect(every.map((i) => imageset.getPath(i))).toEqual(theirs.paths);
      expect(every.map((i) => imageset.getImageIdentifier(i))).toEqual(theirs.identifiers);
      expect(imageset.getArrayRange()).toEqual(theirs.array_range);
      expect([...imageset.getIndices().data]).toEqual(theirs.indices);
      expect(imageset.getTemplate()).toBe(theirs.template);
      expect(imageset.getFormatClass().name).toBe(theirs.format);
      const part = imageset.partialSet(1, 3);
      expect(part.getArrayRange()).toEqual(theirs.part_range);
      expect(md5(part.getRawData(0)[0]!.values)).toBe(theirs.part_raw);
      [0, 3].forEach((index, i) => {
        const facts = theirs.images[i]!;
        expect(md5(imageset.getRawData(index)[0]!.values)).toBe(facts.raw);
        expect(md5(imageset.getGain(index)[0]!.values)).toBe(facts.gain);
        expect(md5(imageset.getCorrectedData(index)[0]!.values)).toBe(facts.corrected);
        const ours = imageset.getMask(index)[0]!.values;
        expect(ours.count()).toBe(facts.good);
        expect(md5(ours.data)).toBe(facts.mask);
      });
      // Without the list: the scan put together from the headers.
      const scan = ImageSetFactory.fromTemplate(template).getScan()!;
      expect([...scan.getEpochs()]).toEqual(theirs.epochs);
      expect([...scan.getExposureTimes()]).toEqual(theirs.exposure_times);
      expect(scan.getOscillation()).toEqual(theirs.oscillation);
      // And back: dxtbx opens the imageset that we describe.
      const [own] = ImageSetFactory.new(every.map((i) => imageset.getPath(i)));
      const record = JSON.stringify(own!.toRecord());
      expect(await runDials(reopen, { record, expt, pixel: [2, 3] })).toEqual({
        first: 5 * 7000 + 3 * 31 + 2 * 57,
        length: 4,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
