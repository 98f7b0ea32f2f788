// Our side of hdf5.bench.mjs. `make <path> <images>` writes the file; `read <path> <threads>` does, for each line on stdin,
// one pass over all images and prints [seconds, peak MiB, sum of one pixel].
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { FileSource } from "../lib/dist/node/fileSource.js";
import { Beam, Detector, Goniometer, openImage, Scan, writeNxmx } from "../lib/dist/node/main.js";

const size = [2068, 2162];

/** 4 Mpx as an Eiger2 has them: a background of a few counts that falls off outwards, spots, gaps between modules. */
function image(seed) {
  let state = seed * 2654435761;
  const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const [nx, ny] = size;
  const pixels = new Uint16Array(nx * ny);
  for (let y = 0; y < ny; y++)
    for (let x = 0; x < nx; x++) {
      const at = y * nx + x;
      if (x % 1040 >= 1028 || y % 550 >= 512) {
        pixels[at] = 65535;
        continue;
      }
      const mean = 3 * Math.exp(-((x - nx / 2) ** 2 + (y - ny / 2) ** 2) / 4e5) + 0.15;
      let p = Math.exp(-mean);
      let k = 0;
      for (const u = draw(); u > p; k++) p += (Math.exp(-mean) * mean ** (k + 1)) / factorial(k + 1);
      pixels[at] = k;
    }
  for (let spot = 0; spot < 400; spot++) {
    const [x, y] = [5 + Math.floor(draw() * (nx - 10)), 5 + Math.floor(draw() * (ny - 10))];
    for (let j = -3; j <= 3; j++)
      for (let i = -3; i <= 3; i++) {
        const at = (y + j) * nx + x + i;
        if (pixels[at] !== 65535) pixels[at] += Math.round(900 * draw() * Math.exp(-(i * i + j * j) / 3));
      }
  }
  return pixels;
}
const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));

function make(path, images) {
  const detector = new Detector([
    {
      fast_axis: [1, 0, 0],
      slow_axis: [0, -1, 0],
      origin: [-77, 81, -150],
      image_size: size,
      pixel_size: [0.075, 0.075],
      trusted_range: [0, 60000],
      material: "Si",
      thickness: 0.45,
    },
  ]);
  const beam = new Beam({ direction: [0, 0, 1], wavelength: 0.9763 });
  const goniometer = new Goniometer({
    rotation_axis: [1, 0, 0],
    fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  });
  const scan = new Scan({ image_range: [1, images], oscillation: [0, 0.1], exposure_time: [0.01] });
  // Gaps are −1, which an unsigned type writes as its highest value.
  const some = Array.from({ length: 4 }, (_, i) =>
    Int32Array.from(image(i + 1), (value) => (value === 65535 ? -1 : value)),
  );
  const all = (function* () {
    for (let i = 0; i < images; i++) yield some[i % some.length];
  })();
  writeNxmx(path, { beam, detector, goniometer, scan }, all);
}

/** Images first, first + step, … of a file; the sum of one pixel. */
function pass(path, first, step) {
  const file = openImage(new FileSource(path));
  let total = 0;
  let panels;
  for (let i = first; i < file.numImages; i += step) {
    panels = file.getRawData(i, { volatile: true });
    total += panels[0].values[100 * size[0] + 100];
  }
  file.close();
  return total;
}

if (!isMainThread) {
  const { path, first, step } = workerData;
  parentPort.on("message", () => parentPort.postMessage(pass(path, first, step)));
} else {
  const [command, path, count] = process.argv.slice(2);
  if (command === "make") make(path, Number(count));
  else {
    const threads = Number(count);
    const workers =
      threads > 1
        ? Array.from(
            { length: threads },
            (_, first) =>
              new Worker(new URL(import.meta.url), { workerData: { path, first, step: threads } }),
          )
        : [];
    const once = async () => {
      if (workers.length === 0) return pass(path, 0, 1);
      const sums = await Promise.all(
        workers.map(
          (worker) =>
            new Promise((resolve, reject) => {
              worker.once("message", resolve);
              worker.once("error", reject);
              worker.postMessage("go");
            }),
        ),
      );
      return sums.reduce((a, b) => a + b, 0);
    };
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() === "quit") break;
      const start = performance.now();
      const total = await once();
      const seconds = (performance.now() - start) / 1000;
      console.log(JSON.stringify([seconds, process.resourceUsage().maxRSS / 1024, total]));
    }
    for (const worker of workers) await worker.terminate();
  }
}
