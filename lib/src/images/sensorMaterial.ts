import { EwaldError } from "../error.js";

/** hc, eV·Å, as cctbx has it (CODATA 2018). */
const electronVoltAngstrom = 12398.419843320025;

/** μ/ρ of a sensor's material: [MeV, cm²/g] in order of energy (an edge twice, below and above it), and ρ, g/cm³. */
interface Material {
  readonly density: number;
  readonly table: readonly (readonly [energy: number, massAttenuation: number])[];
}

// Hubbell and Seltzer, Tables of X-Ray Mass Attenuation Coefficients, NISTIR 5632 (1995).
const materials: Readonly<Record<string, Material>> = {
  Si: {
    density: 2.33,
    table: [
      [0.001, 1570],
      [0.0015, 535.5],
      [0.0018389, 309.2],
      [0.0018389, 3192],
      [0.002, 2777],
      [0.003, 978.4],
      [0.004, 452.9],
      [0.005, 245],
      [0.006, 147],
      [0.008, 64.68],
      [0.01, 33.89],
      [0.015, 10.34],
      [0.02, 4.464],
      [0.03, 1.436],
      [0.04, 0.7012],
      [0.05, 0.4385],
      [0.06, 0.3207],
      [0.08, 0.2228],
      [0.1, 0.1835],
      [0.15, 0.1448],
      [0.2, 0.1275],
      [0.3, 0.1082],
      [0.4, 0.09614],
      [0.5, 0.08748],
      [0.6, 0.08077],
      [0.8, 0.07082],
      [1, 0.06361],
      [1.25, 0.05688],
      [1.5, 0.05183],
      [2, 0.0448],
      [3, 0.03678],
      [4, 0.0324],
      [5, 0.02967],
      [6, 0.02788],
      [8, 0.02574],
      [10, 0.02462],
      [15, 0.02352],
      [20, 0.02338],
    ],
  },
  CdTe: {
    density: 6.2,
    table: [
      [0.001, 7927],
      [0.001003, 7875],
      [0.001006, 7824],
      [0.001006, 8014],
      [0.0015, 3291],
      [0.002, 1664],
      [0.003, 614.6],
      [0.003537, 406.4],
      [0.003537, 778.7],
      [0.003631, 730],
      [0.003727, 684],
      [0.003727, 860.1],
      [0.004, 723],
      [0.004018, 715.1],
      [0.004018, 793.4],
      [0.004177, 722.1],
      [0.004341, 656.2],
      [0.004341, 932.8],
      [0.004475, 873.9],
      [0.004612, 813.5],
      [0.004612, 943.8],
      [0.004773, 870.2],
      [0.004939, 799.9],
      [0.004939, 865.3],
      [0.005, 839.2],
      [0.006, 528.6],
      [0.008, 249.2],
      [0.01, 138.1],
      [0.015, 46.57],
      [0.02, 21.44],
      [0.026711, 9.834],
      [0.026711, 29.43],
      [0.03, 21.82],
      [0.031814, 18.73],
      [0.031814, 34.92],
      [0.04, 19.3],
      [0.05, 10.67],
      [0.06, 6.542],
      [0.08, 3.019],
      [0.1, 1.671],
      [0.15, 0.6071],
      [0.2, 0.3246],
      [0.3, 0.1628],
      [0.4, 0.1147],
      [0.5, 0.09291],
      [0.6, 0.08042],
      [0.8, 0.066],
      [1, 0.05742],
      [1.25, 0.05043],
      [1.5, 0.04591],
      [2, 0.0407],
      [3, 0.03649],
      [4, 0.03525],
      [5, 0.03513],
      [6, 0.03548],
      [8, 0.03687],
      [10, 0.03857],
      [15, 0.04273],
      [20, 0.04616],
    ],
  },
  GaAs: {
    density: 5.32,
    table: [
      [0.001, 1917],
      [0.00105613, 1685],
      [0.0011154, 1481],
      [0.0011154, 2772],
      [0.00112877, 3180],
      [0.0011423, 3532],
      [0.0011423, 4372],
      [0.00121752, 4130],
      [0.0012977, 3657],
      [0.0012977, 4066],
      [0.00131034, 3971],
      [0.0013231, 3879],
      [0.0013231, 5652],
      [0.00134073, 5525],
      [0.0013586, 5415],
      [0.0013586, 6266],
      [0.0015, 5159],
      [0.0015265, 4939],
      [0.0015265, 5278],
      [0.002, 2731],
      [0.003, 970.2],
      [0.004, 453.9],
      [0.005, 249.5],
      [0.006, 152.4],
      [0.008, 69.6],
      [0.01, 37.8],
      [0.0103671, 34.25],
      [0.0103671, 126],
      [0.0110916, 105.9],
      [0.0118667, 88.99],
      [0.0118667, 168.5],
      [0.015, 92.2],
      [0.02, 42.58],
      [0.03, 13.97],
      [0.04, 6.262],
      [0.05, 3.365],
      [0.06, 2.042],
      [0.08, 0.9587],
      [0.1, 0.5598],
      [0.15, 0.2509],
      [0.2, 0.1671],
      [0.3, 0.1137],
      [0.4, 0.09371],
      [0.5, 0.08248],
      [0.6, 0.07484],
      [0.8, 0.06452],
      [1, 0.05751],
      [1.25, 0.05122],
      [1.5, 0.04676],
      [2, 0.04102],
      [3, 0.03538],
      [4, 0.03288],
      [5, 0.03172],
      [6, 0.03121],
      [8, 0.03117],
      [10, 0.0317],
      [15, 0.03354],
      [20, 0.03543],
    ],
  },
};

/**
 * Linear attenuation coefficient μ, mm⁻¹, of a sensor of "Si", "CdTe" or "GaAs" for X-rays of a wavelength in Å:
 * interpolated between the table's energies in log–log, as cctbx' `attenuation_coefficient`. Throws EwaldError
 * `"unsupported"` for another material and `"out-of-range"` for photons of less than 1 keV or more than 20 MeV.
 */
export function attenuationOf(material: string, wavelength: number): number {
  const found = Object.hasOwn(materials, material) ? materials[material] : undefined;
  if (!found)
    throw new EwaldError(
      "unsupported",
      `The attenuation of X-rays in a sensor of ${JSON.stringify(material)} is not known; that of ${Object.keys(materials).join(", ")} is.`,
    );
  const { density, table } = found;
  const energy = electronVoltAngstrom / wavelength / 1e6;
  const above = table.findIndex(([listed]) => energy < listed);
  if (above <= 0)
    throw new EwaldError(
      "out-of-range",
      `The attenuation of X-rays of ${wavelength} Å in ${material} is not known; the table goes from 1 keV to 20 MeV (12.4 to 0.0006 Å).`,
    );
  const [e0, m0] = table[above - 1]!;
  const [e1, m1] = table[above]!;
  const part = (Math.log(energy) - Math.log(e0)) / (Math.log(e1) - Math.log(e0));
  return (Math.exp(Math.log(m0) + (Math.log(m1) - Math.log(m0)) * part) * density) / 10;
}
