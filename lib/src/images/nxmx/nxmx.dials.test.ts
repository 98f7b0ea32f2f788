import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { runDials } from "../../../../test/support/dials.js";
import { needs } from "../../../../test/support/needs.js";
import { type DxtbxModels, makeNxmxFiles } from "../../../../test/support/nxmxFiles.js";
import { FileSource } from "../../node/fileSource.js";
import "../../node/main.js";
import { openImage } from "../openImage.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-nxmx-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const script = `${makeNxmxFiles}
made = files(input)
output({name: [path, models(path)] for name, path in made.items()})
`;

/** Every number within 10⁻¹⁰ of the other's scale, everything else equal; keys that one has at its default may be missing. */
function close(ours: unknown, theirs: unknown, at: string): void {
  if (typeof theirs === "number") {
    expect(typeof ours, at).toBe("number");
    expect(Math.abs((ours as number) - theirs), `${at}: ${ours} ${theirs}`).toBeLessThanOrEqual(
      1e-10 * Math.max(1, Math.abs(theirs)),
    );
  } else if (Array.isArray(theirs)) {
    expect((ours as unknown[])?.length, at).toBe(theirs.length);
    for (const [i, each] of theirs.entries()) close((ours as unknown[])[i], each, `${at}[${i}]`);
  } else if (theirs !== null && typeof theirs === "object") {
    for (const [key, each] of Object.entries(theirs))
      close((ours as Record<string, unknown>)[key], each, `${at}.${key}`);
  } else expect(ours, at).toEqual(theirs);
}

needs.dials().describe("NXmx files", () => {
  needs.dials().it("give dxtbx's models, masks and pixels", async () => {
    const made = await runDials<Record<string, [string, DxtbxModels]>>(script, folder);
    for (const [name, [path, theirs]] of Object.entries(made)) {
      const image = openImage(new FileSource(path));
      expect(image.format, name).toBe(theirs.format);
      expect(image.numImages, name).toBe(theirs.images);
      const detector = image.getDetector();
      // The oracle counts with minimum − 1 as outside (dxtbx 3.11, before the range was inclusive).
      for (const panel of theirs.detector.panels as { trusted_range: number[] }[])
        panel.trusted_range[0]! += 1;
      close(image.getBeam().data, theirs.beam, `${name} beam`);
      close(detector.data, theirs.detector, `${name} detector`);
      theirs.frames.forEach(([fast, slow, origin], i) => {
        const panel = detector.panel(i);
        close(panel.getFastAxis(), fast, `${name} fast ${i}`);
        close(panel.getSlowAxis(), slow, `${name} slow ${i}`);
        close(panel.getOrigin(), origin, `${name} origin ${i}`);
      });
      close(image.getGoniometer()?.data ?? null, theirs.goniometer, `${name} goniometer`);
      close(image.getScan()?.data ?? null, theirs.scan, `${name} scan`);
      theirs.data.forEach((panels, index) => {
        const raw = image.getRawData(index);
        expect(raw.length).toBe(panels.length);
        panels.forEach(([shape, values], i) => {
          expect(raw[i]!.shape, name).toEqual(shape);
          const expected = new Float64Array(new Uint8Array(Buffer.from(values, "base64")).buffer);
          // The oracle rounds doubles to single precision (numpy's float_ is among its single types).
          const rounded = name === "float64" ? raw[i]!.values.map(Math.fround) : raw[i]!.values;
          expect(Float64Array.from(rounded), `${name} image ${index} panel ${i}`).toEqual(expected);
        });
      });
      const mask = image.getStaticMask?.();
      expect(mask?.map(({ values }) => Buffer.from(values.data).toString("base64")) ?? null, name).toEqual(
        theirs.mask,
      );
      image.close();
    }
  });
});
