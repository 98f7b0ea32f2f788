import { EwaldError } from "../error.js";
import { AffineOp } from "./affineOp.js";
import { type ClosedGroup, closeGroup } from "./groupClosure.js";
import { parseOperator } from "./operatorText.js";
import { SymOp } from "./symOp.js";

/** Centring translations of the lattice letters, 24ths (Hall 1981, table 1). */
export const latticeCentring: Readonly<Record<string, readonly (readonly number[])[]>> = {
  P: [],
  A: [[0, 12, 12]],
  B: [[12, 0, 12]],
  C: [[12, 12, 0]],
  I: [[12, 12, 12]],
  R: [[16, 8, 8]],
  F: [
    [0, 12, 12],
    [12, 0, 12],
  ],
};

/** Translation symbols, 24ths (Hall 1981, table 2). */
const translations: Readonly<Record<string, readonly number[]>> = {
  a: [12, 0, 0],
  b: [0, 12, 0],
  c: [0, 0, 12],
  n: [12, 12, 12],
  u: [6, 0, 0],
  v: [0, 6, 0],
  w: [0, 0, 6],
  d: [6, 6, 6],
};

/** N-fold rotations about z (Hall 1981, table 3). */
const aboutZ: Readonly<Record<string, readonly number[]>> = {
  1: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  2: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  3: [0, -1, 0, 1, -1, 0, 0, 0, 1],
  4: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  6: [1, -1, 0, 1, 0, 0, 0, 0, 1],
};
/** Twofolds along a − b (′) and a + b (″) about z (Hall 1981, table 4). */
const diagonal = {
  "'": [0, -1, 0, -1, 0, 0, 0, 0, -1],
  '"': [0, 1, 0, 1, 0, 0, 0, 0, -1],
};
/** Threefold along a + b + c. */
const bodyDiagonal = [0, 0, 1, 1, 0, 0, 0, 1, 0];

type Axis = "x" | "y" | "z";

/** A matrix about z, said about another axis: coordinates renamed in cycles. */
function about(axis: Axis, r: readonly number[]): readonly number[] {
  const shift = { z: 0, x: 1, y: 2 }[axis];
  const out = new Array<number>(9);
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) out[3 * ((i + shift) % 3) + ((j + shift) % 3)] = r[3 * i + j]!;
  return out;
}

const seitz = /^(-?)([12346])([xyz'"*]?)([1-5abcnuvwd]*)([xyz'"*]?)$/;

/**
 * The group a Hall symbol means: `-P 2ac 2ab`, `R 3 2"`, `P 61 2 (0 0 5)`, `-C 2yc (x+z,y,z)`; spaces may lead. The symbols of
 * Hall (1981) Acta Cryst. A37, 517-525 with the changes of basis of International Tables B, 1.4 (2001): a shift in 12ths or an
 * operator V, which makes the group V·G·V⁻¹. Throws EwaldError `"bad-argument"` for what is no Hall symbol.
 */
export function groupOfHallSymbol(symbol: string): ClosedGroup {
  const bad = (why: string) =>
    new EwaldError("bad-argument", `Hall symbol "${symbol}" cannot be read: ${why}.`);
  const [body, basis] = splitHallSymbol(symbol);
  const [lattice = "", ...parts] = body.split(/\s+/);
  const letter = /^(-?)([A-Z])$/i.exec(lattice);
  const centring = letter ? latticeCentring[letter[2]!.toUpperCase()] : undefined;
  if (!letter || !centring)
    throw bad(`"${lattice}" is no lattice: P, A, B, C, I, R or F, with - before it if centric`);
  if (parts.length === 0) throw bad("no operator follows the lattice");
  if (parts.length > 4) throw bad(`${parts.length} operators follow the lattice, 4 at most make a group`);

  const generators: SymOp[] = [];
  if (letter[1]) generators.push(new SymOp([-1, 0, 0, 0, -1, 0, 0, 0, -1]));
  let before: { fold: number; axis: Axis } | undefined;
  parts.forEach((part, position) => {
    const match = seitz.exec(part);
    if (!match) throw bad(`"${part}" is no operator`);
    const [, sign, fold, early, shifts, late] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    if (early && late) throw bad(`"${part}" names two axes`);
    const mark = early || late || defaultAxis(position, Number(fold), before?.fold);
    if (mark === undefined) throw bad(`"${part}" needs an axis: x, y, z, ', " or *`);
    let r: readonly number[];
    let axis: Axis = "z";
    if (mark === "x" || mark === "y" || mark === "z") {
      axis = mark;
      r = about(axis, aboutZ[fold]!);
    } else if (mark === "*") {
      if (fold !== "3") throw bad(`"${part}": only a threefold lies along a + b + c`);
      r = bodyDiagonal;
    } else {
      if (fold !== "2") throw bad(`"${part}": only a twofold lies along a face diagonal`);
      r = about(before?.axis ?? "z", diagonal[mark as "'" | '"']);
    }
    const t = [0, 0, 0];
    for (const shift of shifts) {
      const screw = Number(shift);
      if (Number.isNaN(screw)) for (const i of [0, 1, 2]) t[i]! += translations[shift]![i]!;
      else if (mark === "*" || mark === "'" || mark === '"' || screw >= Number(fold))
        throw bad(`"${part}" has a screw ${screw} that its axis cannot have`);
      else t["xyz".indexOf(axis)]! += (24 * screw) / Number(fold);
    }
    const op = new SymOp(r, t);
    // The sign belongs to the rotation alone; the translation is as written.
    generators.push(sign ? new SymOp(op.negate().r, t) : op);
    before = { fold: Number(fold), axis };
  });
  const group = closeGroup(generators, centring);
  return basis.equals(AffineOp.identity) ? group : changedBasis(group, basis);
}

/** A Hall symbol without its change of basis, and that operator V (the identity when there is none). */
export function splitHallSymbol(symbol: string): [base: string, basis: AffineOp] {
  const bad = (why: string) =>
    new EwaldError("bad-argument", `Hall symbol "${symbol}" cannot be read: ${why}.`);
  const match = /^([^()]*)(?:\(([^()]*)\))?\s*$/.exec(symbol.trim().replaceAll("_", " "));
  if (!match) throw bad("its brackets do not match");
  return [match[1]!.trim(), match[2] === undefined ? AffineOp.identity : basisOperator(match[2], bad)];
}

/** The axis an operator without a mark has (Hall 1981, section 3). */
function defaultAxis(position: number, fold: number, before: number | undefined): string | undefined {
  if (fold === 1 || position === 0) return "z";
  if (position === 1 && fold === 2) {
    if (before === 2 || before === 4) return "x";
    if (before === 3 || before === 6) return "'";
  }
  if (fold === 3 && position >= 1) return "*";
  return undefined;
}

function basisOperator(text: string, bad: (why: string) => EwaldError): AffineOp {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length === 3 && numbers.every(Number.isInteger))
    return new AffineOp([12, 0, 0, 0, 12, 0, 0, 0, 12], numbers, 12);
  if (!text.includes(",")) throw bad(`"(${text})" is neither three whole 12ths nor an operator`);
  const { rows, letters } = parseOperator(text);
  if (letters !== "xyz") throw bad(`"(${text})" must be written with x, y and z`);
  return rows;
}

/** V·G·V⁻¹. Throws EwaldError `"bad-argument"` when the new basis is no basis of the group's lattice. */
export function changedBasis(group: ClosedGroup, v: AffineOp): ClosedGroup {
  const back = v.inverse();
  const changed = (op: SymOp) => SymOp.fromAffine(v.multiply(op.toAffine()).multiply(back));
  // The old cell edges and centrings are translations of the new basis too; a smaller cell would turn them into fractions.
  const edges = [
    [24, 0, 0],
    [0, 24, 0],
    [0, 0, 24],
  ];
  const translations = [...edges, ...group.centring].map((t) => translated(v, t));
  const made = closeGroup(group.representatives.map(changed), translations);
  const expected = group.centring.length * Math.abs(v.inverse().determinant());
  if (Math.abs(made.centring.length - expected) > 1e-9)
    throw new EwaldError(
      "bad-argument",
      `The new basis does not lie on the lattice of the group: ${expected} lattice points would be in its cell, not ${made.centring.length}.`,
    );
  return made;
}

/** A translation in 24ths, turned by the rotation of v. */
function translated(v: AffineOp, t: readonly number[]): number[] {
  return [0, 3, 6].map((i) => {
    const n = (v.r[i]! * t[0]! + v.r[i + 1]! * t[1]! + v.r[i + 2]! * t[2]!) / v.denominator;
    if (!Number.isInteger(n))
      throw new EwaldError(
        "bad-argument",
        "The new basis needs translations that are not in 24ths of its edges.",
      );
    return n;
  });
}
