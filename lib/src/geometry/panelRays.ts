import type { Vec3 } from "../array/vectors.js";
import type { Panel } from "../models/panel.js";
import { offsetIndex, type PixelOffsets } from "../models/pxMmStrategy.js";

/**
 * The way from pixels of one panel to the laboratory, with all it needs at hand, for loops over millions of them: what
 * Panel.pixelToMillimeter and getLabCoord compute, at the moment of construction. Results are left in {@link out}.
 */
export class PanelRays {
  /** What the last call found: {@link toMillimeter} x, y; {@link toLab} x, y, z. */
  readonly out: Float64Array = new Float64Array(3);
  readonly normal: Vec3;
  /** mm². */
  readonly pixelArea: number;
  readonly #fx: number;
  readonly #fy: number;
  readonly #fz: number;
  readonly #sx: number;
  readonly #sy: number;
  readonly #sz: number;
  readonly #ox: number;
  readonly #oy: number;
  readonly #oz: number;
  readonly #nx: number;
  readonly #ny: number;
  readonly #nz: number;
  readonly #width: number;
  readonly #height: number;
  /** 0 without a parallax correction. */
  readonly #mu: number;
  readonly #thickness: number;
  readonly #offsets: PixelOffsets | undefined;

  constructor(panel: Panel) {
    const { frame, pixelSize, parallax, offsets } = panel.getPixelGrid();
    const { fast, slow, origin, normal } = frame;
    [this.#fx, this.#fy, this.#fz] = fast;
    [this.#sx, this.#sy, this.#sz] = slow;
    [this.#ox, this.#oy, this.#oz] = origin;
    const away = origin[0] * normal[0] + origin[1] * normal[1] + origin[2] * normal[2] < 0 ? -1 : 1;
    [this.#nx, this.#ny, this.#nz] = [away * normal[0], away * normal[1], away * normal[2]];
    [this.#width, this.#height] = pixelSize;
    this.#mu = parallax?.mu ?? 0;
    this.#thickness = parallax?.thickness ?? 0;
    this.#offsets = offsets;
    this.normal = normal;
    this.pixelArea = pixelSize[0] * pixelSize[1];
  }

  /** Leaves the mm on the panel of pixel coordinates. */
  toMillimeter(px: number, py: number): void {
    let i = px;
    let j = py;
    if (this.#offsets) {
      const at = offsetIndex(this.#offsets, px, py);
      i -= this.#offsets.dx[at]!;
      j -= this.#offsets.dy[at]!;
    }
    const x = i * this.#width;
    const y = j * this.#height;
    this.#shift(x, y, -1);
  }

  /** Leaves the pixel coordinates of mm on the panel. */
  toPixel(x: number, y: number): void {
    this.#shift(x, y, 1);
    const { out } = this;
    out[0] = out[0]! / this.#width;
    out[1] = out[1]! / this.#height;
    if (!this.#offsets) return;
    const at = offsetIndex(this.#offsets, out[0], out[1]);
    out[0] += this.#offsets.dx[at]!;
    out[1] += this.#offsets.dy[at]!;
  }

  /** Leaves the point of pixel coordinates, mm from the sample. */
  toLab(px: number, py: number): void {
    this.toMillimeter(px, py);
    this.millimeterToLab(this.out[0]!, this.out[1]!);
  }

  /** Leaves the point of mm on the panel, mm from the sample. */
  millimeterToLab(x: number, y: number): void {
    const { out } = this;
    out[0] = this.#ox + x * this.#fx + y * this.#sx;
    out[1] = this.#oy + x * this.#fy + y * this.#sy;
    out[2] = this.#oz + x * this.#fz + y * this.#sz;
  }

  /** Leaves (x, y) mm shifted by the parallax, `sign` times. */
  #shift(x: number, y: number, sign: 1 | -1): void {
    const { out } = this;
    const mu = this.#mu;
    out[0] = x;
    out[1] = y;
    if (mu === 0) return;
    const px = this.#ox + x * this.#fx + y * this.#sx;
    const py = this.#oy + x * this.#fy + y * this.#sy;
    const pz = this.#oz + x * this.#fz + y * this.#sz;
    const length = Math.sqrt(px * px + py * py + pz * pz);
    const path = (this.#thickness * length) / (px * this.#nx + py * this.#ny + pz * this.#nz);
    const depth = 1 / mu - (path + 1 / mu) * Math.exp(-mu * path);
    const step = (sign * depth) / length;
    out[0] = x + step * (px * this.#fx + py * this.#fy + pz * this.#fz);
    out[1] = y + step * (px * this.#sx + py * this.#sy + pz * this.#sz);
  }
}
