// Ewald's side of threshold.bench.mjs: ALGORITHM[/BLUR] counts|corrected FILE, one run for each line on stdin, answered with [processor seconds of
// all threads, peak memory in MiB, strong pixels]. Counts come with the static mask and the trusted range, corrected ones with a mask of both.
import { createInterface } from "node:readline";
import { trustedRange } from "../lib/dist/models/trustedRange.js";
import { ImageSetFactory } from "../lib/dist/node/main.js";
import { thresholdNamed } from "../lib/dist/spots/threshold/index.js";

const [algorithm, kind, path] = process.argv.slice(2);
const dispersion = {
  gain: null,
  kernel_size: [3, 3],
  sigma_background: 6,
  sigma_strong: 3,
  min_local: 2,
  global_threshold: 0,
};
const imageset = ImageSetFactory.new([path])[0];
const panel = imageset.getDetector(0).panel(0);
const { low, high } = trustedRange(panel);
const { shape, values } = imageset.getRawData(0)[0];
const image =
  kind === "counts"
    ? { shape, values, mask: imageset.getStaticMask(0)[0].values.data, trusted: [low, high] }
    : { shape, values: imageset.getCorrectedData(0)[0].values, mask: imageset.getMask(0)[0].values.data };
const [name, blur = null] = algorithm.split("/");
const parameters = { dispersion, radial_profile: { n_iqr: 6, n_bins: 100, blur } };
const strong = thresholdNamed(name).prepare(parameters, { panel, beam: imageset.getBeam(0), shape });
// As in a run of many images, the compiler has done its work.
for (let i = 0; i < 10; i++) strong(image);

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "quit") break;
  const start = process.cpuUsage();
  const { length } = strong(image);
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, length]));
}
