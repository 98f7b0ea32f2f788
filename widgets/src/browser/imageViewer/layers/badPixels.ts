import type { Layer } from "./index.js";

/** Of each panel, an image of its bad pixels. */
type Pictures = readonly HTMLCanvasElement[];

/** Pixels that are masked or beyond the trusted range. */
export const badPixels: Layer<Pictures> = {
  name: "badPixels",
  label: "Masked pixels",
  title: "Masked by file, lookup or region, or beyond the trusted range",
  group: "Pixels",
  on: false,
  kernel: true,
  key: "m",
  decode: ({ buffers }, { geometry }) =>
    geometry.panels.map(({ size: [width, height] }, panel) => {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d")!;
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const runs = new Uint32Array(buffers[panel] ?? new ArrayBuffer(0));
      // Bytes red, green, blue, alpha.
      for (let i = 0; i < runs.length; i += 2) pixels.fill(0xa03c3ce6, runs[i]!, runs[i]! + runs[i + 1]!);
      context.putImageData(image, 0, 0);
      return canvas;
    }),
  draw(context, viewport, pictures) {
    context.imageSmoothingEnabled = viewport.scale < 1;
    pictures.forEach((picture, panel) => {
      if (!viewport.isVisible(panel)) return;
      context.save();
      context.transform(...viewport.panelMatrix(panel));
      context.drawImage(picture, 0, 0);
      context.restore();
    });
  },
};
