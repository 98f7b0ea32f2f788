import { EwaldError } from "../../error.js";
import type { Goniometer } from "../../models/goniometer.js";
import type { GoniometerShadow } from "./goniometerShadow.js";
import { GoniometerShadowMasker } from "./goniometerShadowMasker.js";
import { diamondAnvilCell, dlsI23Kappa, miniKappa, smargon } from "./shapes.js";

/** What is known of the shadows on images of one reader. */
interface FormatShadow {
  /** What `dynamic_shadowing=Auto` means. */
  readonly auto: boolean;
  shadow(goniometer: Goniometer): GoniometerShadow | undefined;
}

/** By the name of the goniometer's second axis. */
const byAxis =
  (shadows: Readonly<Record<string, (goniometer: Goniometer) => GoniometerShadow>>) =>
  (goniometer: Goniometer): GoniometerShadow => {
    const name = goniometer.getNames()[1] ?? "";
    if (Object.hasOwn(shadows, name)) return shadows[name]!(goniometer);
    throw new EwaldError(
      "unsupported",
      `Of a goniometer with the axes ${goniometer.getNames().join(", ")} the shadow is not known, but one whose second is ` +
        `${Object.keys(shadows).join(" or ")}; dynamic_shadowing=False leaves it out.`,
    );
  };

const sixteenMegapixels: FormatShadow = {
  auto: true,
  shadow: byAxis({ chi: smargon, kappa: () => miniKappa() }),
};
/** I19-2's cell for high pressure, which need not be there. */
const anvilCell: FormatShadow = { auto: false, shadow: () => diamondAnvilCell(76) };

/** Readers whose instruments' shadows are known, by DIALS' names; facts from dxtbx, as of May 2026. */
const formatShadows: Readonly<Record<string, FormatShadow>> = {
  FormatCBFMiniEigerDLS16MSN160: { auto: true, shadow: byAxis({ GON_CHI: smargon }) },
  FormatCBFMiniPilatusDLS6MSN100: { auto: true, shadow: () => miniKappa() },
  FormatCBFFullPilatusDLS6MSN100: {
    auto: true,
    shadow: byAxis({ GON_CHI: smargon, GON_KAPPA: () => miniKappa() }),
  },
  FormatCBFFullPilatusDLS6MSN126: {
    auto: true,
    shadow: (goniometer) =>
      goniometer.getAxes().length === 3 ? byAxis({ GON_CHI: smargon })(goniometer) : undefined,
  },
  FormatCBFMiniPilatusDLS12M: { auto: true, shadow: () => dlsI23Kappa() },
  FormatNXmxDLS16M: sixteenMegapixels,
  FormatNXmxDLS16MI03: sixteenMegapixels,
  FormatNXmxDLSI19_2: anvilCell,
  FormatCBFFullPilatusDLS300KSN104: anvilCell,
};

/** What a format's parameter `dynamic_shadowing` asks for: true, false or "Auto"; without it nothing, as in dxtbx. */
function isAskedFor(format: FormatShadow, asked: unknown): boolean {
  if (typeof asked === "string" && /^auto$/i.test(asked)) return format.auto;
  return asked === true || (typeof asked === "string" && /^true$/i.test(asked));
}

/**
 * The masker dxtbx's reader of this name makes for a sequence: undefined where no shadow is known, it is not asked for, or the goniometer
 * has one axis. Throws EwaldError `"unsupported"` for other axes than the instrument has.
 */
export function maskerOfFormat(
  format: string,
  params: Readonly<Record<string, unknown>>,
  goniometer: Goniometer | undefined,
): GoniometerShadowMasker | undefined {
  const known = Object.hasOwn(formatShadows, format) ? formatShadows[format]! : undefined;
  if (!known || !goniometer?.isMultiAxis() || !isAskedFor(known, params.dynamic_shadowing)) return undefined;
  const shadow = known.shadow(goniometer);
  return shadow && new GoniometerShadowMasker(shadow, goniometer);
}
