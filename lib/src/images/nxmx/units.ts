/** What a number measures; values come out in mm, degrees, s and Å. */
export type Dimension = "length" | "angle" | "time" | "wavelength";

const prefixes: Readonly<Record<string, number>> = {
  "": 1,
  f: 1e-15,
  femto: 1e-15,
  p: 1e-12,
  pico: 1e-12,
  n: 1e-9,
  nano: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  micro: 1e-6,
  m: 1e-3,
  milli: 1e-3,
  c: 1e-2,
  centi: 1e-2,
  d: 1e-1,
  deci: 1e-1,
  k: 1e3,
  kilo: 1e3,
};

/** Units by name, in m, degrees or s. */
const lengths: Readonly<Record<string, number>> = {
  m: 1,
  metre: 1,
  meter: 1,
  micron: 1e-6,
  angstrom: 1e-10,
  Angstrom: 1e-10,
  ångström: 1e-10,
  Å: 1e-10,
  A: 1e-10,
};
const angles: Readonly<Record<string, number>> = {
  deg: 1,
  degree: 1,
  "°": 1,
  rad: 180 / Math.PI,
  radian: 180 / Math.PI,
};
const times: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
};
const units = { length: lengths, wavelength: lengths, angle: angles, time: times };
/** From m to mm and Å; degrees and seconds stay. */
const wanted = { length: 1e3, wavelength: 1e10, angle: 1, time: 1 };

/** By what a value in a unit is multiplied to give mm, degrees, s or Å; undefined for a unit that is none of these. */
export function unitFactor(unit: string, dimension: Dimension): number | undefined {
  const name = unit.trim().normalize("NFC");
  const known = units[dimension];
  for (const singular of [name, name.replace(/s$/, ""), name.toLowerCase().replace(/s$/, "")])
    for (const [prefix, power] of Object.entries(prefixes)) {
      const base = singular.startsWith(prefix) ? singular.slice(prefix.length) : "";
      if (!Object.hasOwn(known, base)) continue;
      return exact(power * known[base]!, wanted[dimension]);
    }
  return undefined;
}

/** The product, without the rounding that makes 10⁻³·10³ anything but 1. */
function exact(a: number, b: number): number {
  const product = a * b;
  const power = 10 ** Math.round(Math.log10(product));
  return Math.abs(product / power - 1) < 1e-12 ? power : product;
}
