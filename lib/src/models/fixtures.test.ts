// Every number of the experiment fixtures that the models compute, against what DIALS gave (make_fixtures.py).
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { needs } from "../../../test/support/needs.js";
import { shared } from "../../../test/support/paths.js";
import { ExperimentList, SpaceGroup, type Vec2 } from "../node/main.js";

type Facts = Record<string, unknown>;
const names = () => readdirSync(shared("fixtures")).filter((name) => name.startsWith("expt__"));
const read = (name: string) => JSON.parse(readFileSync(shared("fixtures", name), "utf8")) as Facts;

/** To 1e-10 of the larger of the value and `scale`, the size of what it was computed from (0 of a vector of length 1). */
function expectClose(ours: unknown, theirs: unknown, where: string, scale = 0): void {
  if (Array.isArray(theirs)) {
    const size = Math.max(scale, Math.hypot(...(theirs as number[])));
    expect((ours as unknown[]).length, where).toBe(theirs.length);
    theirs.forEach((value, i) => {
      expectClose((ours as unknown[])[i], value, `${where}[${i}]`, size);
    });
    return;
  }
  const difference = Math.abs((ours as number) - (theirs as number));
  const bound = 1e-10 * Math.max(scale, Math.abs(theirs as number));
  expect(difference, `${where}: ${ours}, DIALS ${theirs}`).toBeLessThanOrEqual(bound);
}

needs
  .all(needs.sharedData("data"), needs.sharedData("fixtures"))
  .describe("models beside DIALS' numbers", () => {
    for (const name of names())
      needs.sharedData("fixtures", name).it(name, () => {
        const fixture = read(name);
        const list = ExperimentList.fromFile(shared("data", String(fixture.file)));
        for (const facts of fixture.experiments as Facts[]) {
          const { beam, detector, goniometer, scan, crystal } = list[Number(facts.index)]!;
          const check = (model: string, theirs: Facts, ours: Facts) => {
            for (const [key, value] of Object.entries(ours))
              expectClose(value, theirs[key], `${model}.${key}`);
          };
          const same = (model: string, theirs: Facts, ours: Facts) => {
            for (const [key, value] of Object.entries(ours))
              expect(value, `${model}.${key}`).toEqual(theirs[key]);
          };
          if (beam) {
            check("beam", facts.beam as Facts, {
              s0: beam.getS0(),
              wavelength: beam.getWavelength(),
              direction: beam.getSampleToSourceDirection(),
              divergence_rad: beam.getDivergence(false),
              sigma_divergence_rad: beam.getSigmaDivergence(false),
              polarization_normal: beam.getPolarizationNormal(),
              polarization_fraction: beam.getPolarizationFraction(),
              flux: beam.getFlux(),
              transmission: beam.getTransmission(),
            });
            same("beam", facts.beam as Facts, { n_scan_points: beam.getNumScanPoints() });
          }
          if (detector) {
            const { panels } = facts.detector as { panels: Facts[] };
            panels.forEach((theirs, i) => {
              const number = Number(theirs.panel ?? i);
              const panel = detector.panel(number);
              same(`panel ${number}`, theirs, {
                strategy: panel.getPxMmStrategyName(),
                name: panel.getName(),
                type: panel.getType(),
                pixel_size: panel.getPixelSize(),
                image_size: panel.getImageSize(),
                trusted_range: panel.getTrustedRange(),
                thickness: panel.getThickness(),
                material: panel.getMaterial(),
                mu: panel.getMu(),
                gain: panel.getGain(),
                pedestal: panel.getPedestal(),
                raw_image_offset: panel.getRawImageOffset(),
                identifier: panel.getIdentifier(),
                n_mask: panel.getMask().length,
              });
              check(`panel ${number}`, theirs, {
                fast: panel.getFastAxis(),
                slow: panel.getSlowAxis(),
                origin: panel.getOrigin(),
                normal: panel.getNormal(),
                directed_distance: panel.getDirectedDistance(),
              });
              for (const point of (theirs.points ?? []) as Facts[]) {
                const px = point.px as Vec2;
                check(`panel ${number} at ${px}`, point, {
                  mm: panel.pixelToMillimeter(px),
                  lab: panel.getPixelLabCoord(px),
                  back_px: panel.millimeterToPixel(panel.pixelToMillimeter(px)),
                  ...(point.d === null ? {} : { d: panel.getResolutionAtPixel(beam!.getS0(), px) }),
                });
              }
              if (!beam || !theirs.points) return;
              expect(panel.getBeamCentre(beam.getS0()) === undefined).toBe(
                theirs.beam_centre_mm === undefined,
              );
              if (theirs.beam_centre_mm)
                check(`panel ${number}`, theirs, {
                  beam_centre_mm: panel.getBeamCentre(beam.getS0()),
                  beam_centre_px: panel.getBeamCentrePx(beam.getS0()),
                });
            });
          }
          if (goniometer)
            check("goniometer", facts.goniometer as Facts, {
              rotation_axis: goniometer.getRotationAxis(),
              rotation_axis_datum: goniometer.getRotationAxisDatum(),
              fixed_rotation: goniometer.getFixedRotation(),
              setting_rotation: goniometer.getSettingRotation(),
            });
          if (scan) {
            const [times, epochs] = [scan.getExposureTimes(), scan.getEpochs()];
            same("scan", facts.scan as Facts, {
              image_range: scan.getImageRange(),
              array_range: scan.getArrayRange(),
              oscillation_deg: scan.getOscillation(),
              batch_offset: scan.getBatchOffset(),
              n_images: scan.getNumImages(),
              is_still: scan.isStill(),
              exposure_first_last: [times[0], times.at(-1)],
            });
            check("scan", facts.scan as Facts, {
              epoch_first_last: [epochs[0], epochs.at(-1)],
              oscillation_range_deg: scan.getOscillationRange(),
              angle_at_array_index_0p25_deg: scan.getAngleFromArrayIndex(scan.getArrayRange()[0] + 0.25),
            });
          }
          if (crystal) {
            const theirs = facts.crystal as Facts;
            check("crystal", theirs, {
              cell: crystal.getUnitCellParameters(),
              A: crystal.getA(),
              U: crystal.getU(),
              B: crystal.getB(),
            });
            const group = SpaceGroup.fromHall(crystal.getHallSymbol());
            same("crystal", theirs, {
              hall: ` ${group.hallSymbol().trim()}`.replace(/^ -/, "-"),
              symbol: group.symbol(),
              number: group.number,
              n_scan_points: crystal.getNumScanPoints(),
              n_cov_B: crystal.getBCovariance()?.length ?? 0,
              mosaicity_deg:
                crystal.getMosaicityModel() === "Kabsch2010" ? crystal.getMosaicity() : undefined,
              half_mosaicity_deg: crystal.getHalfMosaicityDeg(),
              domain_size_ang: crystal.getDomainSizeAng(),
            });
            const last = crystal.getNumScanPoints() - 1;
            if (last >= 0)
              check("crystal", theirs, {
                A_scan_point_first: crystal.getAAtScanPoint(0),
                A_scan_point_last: crystal.getAAtScanPoint(last),
                B_scan_point_first: crystal.getBAtScanPoint(0),
                B_scan_point_last: crystal.getBAtScanPoint(last),
                U_scan_point_first: crystal.getUAtScanPoint(0),
                U_scan_point_last: crystal.getUAtScanPoint(last),
              });
            // As variances: what symmetry fixes has the root of a rounding error as its deviation.
            const squares = (values: unknown) => (values as number[]).map((sd) => sd * sd);
            if (theirs.cell_sd)
              expectClose(squares(crystal.getCellParameterSd()), squares(theirs.cell_sd), "cell variances");
          }
        }
      });
  });
