import { FlexDouble, FlexInt } from "../../array/scalars.js";
import { EwaldError } from "../../error.js";
import type { PanelMask, RawPanel } from "../../models/imageAccess.js";

/**
 * A copy of an image with the pixels that the mask says are bad set to `value`: flex' `set_selected(~mask, value)` panel by
 * panel.
 */
export function setMasked(raw: readonly RawPanel[], mask: readonly PanelMask[], value = 0): RawPanel[] {
  return raw.map(({ shape, values }, panel) => {
    const good = maskOf(raw, mask, panel);
    const copy = values.slice();
    for (let i = 0; i < copy.length; i++) if (good[i] === 0) copy[i] = value;
    return { shape, values: copy };
  });
}

/** The good pixels of each panel, row by row: flex' `select(mask.as_1d())`. */
export function selectGood(raw: readonly RawPanel[], mask: readonly PanelMask[]): (FlexInt | FlexDouble)[] {
  return raw.map(({ values }, panel) => {
    const good = maskOf(raw, mask, panel);
    const count = mask[panel]!.values.count();
    const kept = values instanceof Int32Array ? new Int32Array(count) : new Float64Array(count);
    for (let i = 0, k = 0; i < values.length; i++) if (good[i] !== 0) kept[k++] = values[i]!;
    return kept instanceof Int32Array ? new FlexInt(kept) : new FlexDouble(kept);
  });
}

function maskOf(raw: readonly RawPanel[], mask: readonly PanelMask[], panel: number): Uint8Array {
  const data = mask[panel]?.values.data;
  const { values } = raw[panel]!;
  if (mask.length === raw.length && data?.length === values.length) return data;
  throw new EwaldError(
    "wrong-length",
    mask.length === raw.length
      ? `The mask of panel ${panel} has ${data?.length} pixels, but its data ${values.length}.`
      : `The mask is of ${mask.length} panels, but the data of ${raw.length}.`,
  );
}
