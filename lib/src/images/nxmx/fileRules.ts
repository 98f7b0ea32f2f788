import type { Detector } from "../../models/detector.js";
import { join, type NexusReader } from "./nexusReader.js";
import type { DetectorRules } from "./nxDetector.js";

/** Where files of one origin depart from the definition. */
export interface FileRules extends DetectorRules {
  /** DIALS' reader of them. */
  readonly format: string;
  /** Bits of a pixel, when not those of bit_depth_readout. */
  readonly bits?: number;
  amend?(detector: Detector): void;
}

/** DECTRIS' own file writer: counts start at 0, and the bits are those of the image. */
export function fileWriterRules(nexus: NexusReader, detector: string): FileRules | undefined {
  if (nexus.file.kind(join(detector, "detectorSpecific/eiger_fw_version")) !== "dataset") return undefined;
  const bits = nexus.number(join(detector, "bit_depth_image"));
  return {
    format: "FormatNXmxEigerFilewriter",
    underload: 0,
    ...(bits === undefined ? {} : { bits }),
  };
}

/** Name of a beamline, the short one where there is one. */
function instrumentName(nexus: NexusReader, instrument: string): string {
  const path = join(instrument, "name");
  const short = nexus.attributeText(instrument, "short_name");
  if (short !== undefined) return short;
  if (nexus.file.kind(path) !== "dataset") return "";
  return nexus.attributeText(path, "short_name") ?? nexus.text(path) ?? "";
}

/** Files of these beamlines before these times have their sizes the wrong way round, and no bit depth. */
const legacy: Readonly<Record<string, string>> = { I03: "2021-09-10T13:12:00", I04: "2021-09-14T15:03:00" };
const sixteenMegapixels = /^(DIAMOND BEAMLINE |DLS )?I0[34]$/;
const diamond = /^(I03|I04|I24|VMXI)$|^(DIAMOND BEAMLINE|DLS)/;

/** Diamond Light Source. */
export function diamondRules(
  nexus: NexusReader,
  entry: string,
  instrument: string,
  detector: string,
): FileRules | undefined {
  const name = instrumentName(nexus, instrument).toUpperCase();
  if (!diamond.test(name) && !name.includes("I19-2")) return undefined;
  const start = (nexus.text(join(entry, "start_time")) ?? "").slice(0, 19);
  const dated = Object.entries(legacy).find(([beamline]) => name.includes(beamline));
  const isLegacy =
    (dated !== undefined && start !== "" && start < dated[1]) ||
    (name.includes("VMXI") && isTurned(nexus, detector));
  const bits = isLegacy ? { bits: bitsOfMeta(nexus, detector) ?? 16, reversedSize: true } : {};
  const common = { underload: 0, ...bits };
  if (
    /^(DIAMOND BEAMLINE|DLS) I03$/.test(name) &&
    start > "2021-04-22T00:00:00" &&
    start <= "2021-06-22T00:00:00"
  )
    return { ...common, format: "FormatNXmxDLS16MI03", amend: maskBadModules };
  if (sixteenMegapixels.test(name)) return { ...common, format: "FormatNXmxDLS16M" };
  return { ...common, format: name.includes("I19-2") ? "FormatNXmxDLSI19_2" : "FormatNXmxDLS" };
}

/** Whether the size of the first module is that of an Eiger2 4M lying down, which none at VMXi does. */
function isTurned(nexus: NexusReader, detector: string): boolean {
  const [module] = nexus.groups(detector, "NXdetector_module");
  const size = module === undefined ? undefined : nexus.numbers(join(module, "data_size"));
  return size?.length === 2 && size[0] === 2068 && size[1] === 2162;
}

/** The bits of an image as the detector's own file, `…_meta.h5`, has them: it is linked to from the detector. */
function bitsOfMeta(nexus: NexusReader, detector: string): number | undefined {
  const { file } = nexus;
  const folders = [detector, join(detector, "detectorSpecific")].filter(
    (path) => file.kind(path) === "group",
  );
  for (const folder of folders)
    for (const name of file.names(folder)) {
      const link = file.externalLink(join(folder, name));
      if (!link?.filename.replace(/\..*$/, "").endsWith("meta")) continue;
      try {
        return file.withReferred(link.filename, (meta) => {
          const value = meta.value("/_dectris/bit_depth_image");
          return value && !Array.isArray(value) ? value[0] : undefined;
        });
      } catch {
        return undefined;
      }
    }
  return undefined;
}

/** Modules of the Eiger2 XE 16M at I03 that gave nothing from 22 April to 22 June 2021. */
function maskBadModules(detector: Detector): void {
  const panel = detector.panel(0);
  const [nx, ny] = panel.getImageSize();
  const modules =
    nx === 4148 && ny === 4362
      ? [
          [2, 5],
          [3, 5],
        ]
      : [[1, 3]];
  const [width, height, across, down] = [1028, 512, 1028 + 12, 512 + 38];
  panel.setMask(
    modules.map(([i, j]) => [across * i!, down * j!, across * i! + width, down * j! + height] as const),
  );
}
