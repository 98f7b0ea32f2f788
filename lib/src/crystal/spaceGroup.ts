import { FlexMillerIndex, type MillerIndex } from "../array/integerTuples.js";
import { FlexBool, FlexInt } from "../array/scalars.js";
import type { FlexVec3Double, Vec3 } from "../array/vectors.js";
import { EwaldError } from "../error.js";
import { centringLetter } from "./centringLetter.js";
import { ChangeOfBasis } from "./changeOfBasis.js";
import { DirectSpaceAsu } from "./directSpaceAsu.js";
import { allOperators, type ClosedGroup, closeGroup } from "./groupClosure.js";
import { groupKey } from "./groupKey.js";
import { changedBasis, groupOfHallSymbol, latticeCentring, splitHallSymbol } from "./hall.js";
import { AsuMapper, type AsuMapping, type FractionalAsuMapping } from "./mapToAsu.js";
import { MillerOperators } from "./millerSymmetry.js";
import { operatorText } from "./operatorText.js";
import {
  type CrystalSystem,
  crystalSystemOf,
  type LaueClass,
  laueClass,
  pointGroupSymbol,
} from "./pointGroup.js";
import { primitiveChange } from "./primitiveChange.js";
import { type AsuCondition, asuInSetting, isInsideAsu } from "./reciprocalAsu.js";
import { groupOfSetting, referenceSetting, settingSymbol } from "./settings.js";
import { checkedSites } from "./sites.js";
import { type SpaceGroupType, spaceGroupType } from "./spaceGroupType.js";
import { settingOfSymbol } from "./symbols.js";
import { SymOp } from "./symOp.js";

/** How indices are brought into the asymmetric unit. */
export interface AsuOptions {
  /** Keep Friedel mates apart. Default false. */
  readonly anomalous?: boolean;
}

/** A space group in one basis, exact. Stands in for cctbx's `sgtbx.space_group` and `space_group_info`. */
export class SpaceGroup implements ClosedGroup {
  /** One operator for each rotation part, the identity first: the group without its centring. */
  readonly representatives: readonly SymOp[];
  /** Centring translations in 24ths of the cell edges, (0, 0, 0) first. */
  readonly centring: readonly (readonly number[])[];
  #key: string | undefined;
  #type: SpaceGroupType | undefined;
  #miller: MillerOperators | undefined;
  #asu: AsuCondition | undefined;
  #mapper: AsuMapper | undefined;
  #directAsu: DirectSpaceAsu | undefined;

  private constructor(group: ClosedGroup) {
    this.representatives = group.representatives;
    this.centring = group.centring;
  }

  /**
   * Of a Hermann–Mauguin symbol in any spacing, a number 1 … 230, `Hall: …`, or any of them with a change of basis behind it,
   * `P 1 2 1 (b,c,a)`, `C 1 2 1 (x,y,-x+z)`. Throws EwaldError naming the nearest symbols when there is no such group.
   */
  static of(symbol: string | number): SpaceGroup {
    const text = `${symbol}`.trim();
    const hall = /^hall\s*:\s*(.*)$/i.exec(text);
    if (hall) return SpaceGroup.fromHall(hall[1]!);
    const changed = /^(.*?)\s*\(([^()]*,[^()]*,[^()]*)\)\s*$/.exec(text);
    if (changed) {
      // (a b c) gives the group's cell by the symbol's, (x y z) is the V of Hall symbols: both lead from the symbol's basis.
      return SpaceGroup.of(changed[1]!).changeBasis(ChangeOfBasis.parse(changed[2]!));
    }
    return new SpaceGroup(groupOfSetting(settingOfSymbol(text)));
  }

  /** Of a Hall symbol, as `.expt` files hold it. */
  static fromHall(symbol: string): SpaceGroup {
    return new SpaceGroup(groupOfHallSymbol(symbol));
  }

  /** The group these operators (and lattice letter P A B C I R F) generate. */
  static fromOperators(operators: readonly (SymOp | string)[], lattice = "P"): SpaceGroup {
    const centring = latticeCentring[lattice];
    if (!centring) throw new EwaldError("bad-argument", `"${lattice}" is no lattice: P, A, B, C, I, R or F.`);
    return new SpaceGroup(
      closeGroup(
        operators.map((op) => (typeof op === "string" ? SymOp.parse(op) : op)),
        centring,
      ),
    );
  }

  // Operators

  /** Number of operators modulo whole translations, centring included (cctbx's `order_z`). */
  get orderZ(): number {
    return this.representatives.length * this.centring.length;
  }

  /** Number of rotation parts (cctbx's `order_p`). */
  get orderP(): number {
    return this.representatives.length;
  }

  /** All operators modulo whole translations, in [0, 1); for each centring translation, the representatives. */
  allOps(): SymOp[] {
    return allOperators(this);
  }

  /** Whether both are the same operators in the same basis. */
  equals(other: SpaceGroup): boolean {
    return this.key === other.key;
  }

  /** Text that equal groups share. */
  get key(): string {
    return (this.#key ??= groupKey(this));
  }

  /** Whether −1 is among the rotations. */
  isCentric(): boolean {
    return this.representatives.some((op) => isMinusOne(op.r));
  }

  /** Whether no operator changes hands: the 65 groups of chiral molecules. */
  isChiral(): boolean {
    return this.representatives.every((op) => op.determinant() > 0);
  }

  /** P, A, B, C, I, R (obverse) or F; undefined for any other lattice. */
  centringSymbol(): string | undefined {
    return centringLetter(this.centring);
  }

  // What it is

  /** Number and reference setting. */
  type(): SpaceGroupType {
    return (this.#type ??= spaceGroupType(this));
  }

  get number(): number {
    return this.type().number;
  }

  /** `P 21 21 21`, `R 3 :H`; outside the 530 settings the reference symbol and the cell by it, `C 1 2 1 (a,b,a+c)`. */
  symbol(): string {
    const { setting, number, toReference } = this.type();
    return setting
      ? settingSymbol(setting)
      : `${settingSymbol(referenceSetting(number))} (${toReference.inverse().asAbc()})`;
  }

  /** Hall symbol: of the table, or the reference setting's with the operator that leads from it, `C 2y (x,y,-x+z)`. */
  hallSymbol(): string {
    const { setting, number, toReference } = this.type();
    if (setting) return setting.hall;
    const [base, own] = splitHallSymbol(referenceSetting(number).hall);
    return `${base} (${operatorText(toReference.cInv.multiply(own))})`;
  }

  laueClass(): LaueClass {
    return laueClass(this);
  }

  crystalSystem(): CrystalSystem {
    return crystalSystemOf(laueClass(this));
  }

  /** Short symbol of the point group: `422`, `-43m`, `2/m`. */
  pointGroupSymbol(): string {
    return pointGroupSymbol(this);
  }

  /** aP, mP, mC, mI, oP … cF: crystal family and centring of this setting. */
  bravaisType(): string {
    const families = {
      Triclinic: "a",
      Monoclinic: "m",
      Orthorhombic: "o",
      Tetragonal: "t",
      Trigonal: "h",
      Hexagonal: "h",
      Cubic: "c",
    };
    return `${families[this.crystalSystem()]}${this.centringSymbol() ?? "?"}`;
  }

  // Groups made of it

  /** Rotations without translations or centring. */
  pointGroup(): SpaceGroup {
    return new SpaceGroup(closeGroup(this.representatives.map(withoutTranslation)));
  }

  /** The point group with an inversion: the symmetry of intensities without anomalous scattering, without centring. */
  laueGroup(): SpaceGroup {
    return new SpaceGroup(closeGroup([...this.representatives.map(withoutTranslation), minusOne]));
  }

  /** The Laue group with the centring: the symmetry of the Patterson function. */
  pattersonGroup(): SpaceGroup {
    return new SpaceGroup(
      closeGroup([...this.representatives.map(withoutTranslation), minusOne], this.centring),
    );
  }

  /** Without inversion: of a centric group its rotations and screws, any other itself (cctbx's `build_derived_acentric_group`). */
  acentricSubgroup(): SpaceGroup {
    if (!this.isCentric()) return this;
    const proper = this.representatives.filter((op) => op.determinant() > 0);
    return new SpaceGroup(closeGroup(proper, this.centring));
  }

  /** With an inversion at the origin added. */
  withInversion(): SpaceGroup {
    return new SpaceGroup(closeGroup([...this.representatives, minusOne], this.centring));
  }

  /** With further operators: the smallest group that holds all. */
  expanded(operators: readonly SymOp[]): SpaceGroup {
    return new SpaceGroup(closeGroup([...this.representatives, ...operators], this.centring));
  }

  // Bases

  /** The same group in another basis. Throws EwaldError `"bad-argument"` when the basis does not fit the lattice. */
  changeBasis(change: ChangeOfBasis): SpaceGroup {
    return change.isIdentity() ? this : new SpaceGroup(changedBasis(this, change.c));
  }

  /** To the reference setting of the number. */
  changeOfBasisToReference(): ChangeOfBasis {
    return this.type().toReference;
  }

  /** To a primitive cell, for lattice letters the one cctbx's `z2p_op` takes. */
  changeOfBasisToPrimitive(): ChangeOfBasis {
    return primitiveChange(this.centring, this.centringSymbol());
  }

  referenceSetting(): SpaceGroup {
    return this.changeBasis(this.changeOfBasisToReference());
  }

  primitiveSetting(): SpaceGroup {
    return this.changeBasis(this.changeOfBasisToPrimitive());
  }

  // Reflections: one index or a column

  get #operators(): MillerOperators {
    return (this.#miller ??= new MillerOperators(this));
  }

  /** Whether the structure factor vanishes by symmetry. */
  isSysAbsent(index: MillerIndex): boolean;
  isSysAbsent(indices: FlexMillerIndex): FlexBool;
  isSysAbsent(indices: FlexMillerIndex | MillerIndex): FlexBool | boolean {
    const absent = this.#operators.absent(dataOf(indices));
    return indices instanceof FlexMillerIndex ? new FlexBool(absent) : absent[0] === 1;
  }

  /** Whether −h is equivalent to h, so that the phase is one of two. */
  isCentricReflection(index: MillerIndex): boolean;
  isCentricReflection(indices: FlexMillerIndex): FlexBool;
  isCentricReflection(indices: FlexMillerIndex | MillerIndex): FlexBool | boolean {
    const mates = this.#operators.taking(dataOf(indices), -1);
    if (!(indices instanceof FlexMillerIndex)) return mates[0]! > 0;
    return new FlexBool(Uint8Array.from(mates, (n) => (n > 0 ? 1 : 0)));
  }

  /** ε: how many rotations leave h, the factor its mean intensity is raised by (without the centring, as cctbx). */
  epsilon(index: MillerIndex): number;
  epsilon(indices: FlexMillerIndex): FlexInt;
  epsilon(indices: FlexMillerIndex | MillerIndex): FlexInt | number {
    const fixed = this.#operators.taking(dataOf(indices), 1);
    return indices instanceof FlexMillerIndex ? new FlexInt(fixed) : fixed[0]!;
  }

  /** How many indices are equivalent to h, h included; Friedel mates too unless `anomalous`. */
  multiplicity(index: MillerIndex, options?: AsuOptions): number;
  multiplicity(indices: FlexMillerIndex, options?: AsuOptions): FlexInt;
  multiplicity(
    indices: FlexMillerIndex | MillerIndex,
    { anomalous = false }: AsuOptions = {},
  ): FlexInt | number {
    const data = dataOf(indices);
    const found = this.#operators.taking(data, 1);
    const mates = anomalous ? undefined : this.#operators.taking(data, -1);
    for (let i = 0; i < found.length; i++) {
      const apart = mates && mates[i] === 0 ? 2 : 1;
      found[i] = (apart * this.orderP) / found[i]!;
    }
    return indices instanceof FlexMillerIndex ? new FlexInt(found) : found[0]!;
  }

  /** The indices equivalent to h by the rotations, each once; with their Friedel mates unless `anomalous`. */
  equivalents(index: MillerIndex, { anomalous = false }: AsuOptions = {}): MillerIndex[] {
    const found = new Map<string, MillerIndex>();
    for (const op of this.representatives) {
      const turned = op.applyToIndex(index);
      const mate: MillerIndex = [0 - turned[0], 0 - turned[1], 0 - turned[2]];
      for (const one of anomalous ? [turned] : [turned, mate]) found.set(one.join(), one);
    }
    return [...found.values()];
  }

  /** The contiguous asymmetric unit of reciprocal space in this setting (cctbx's choice). */
  reciprocalAsu(): AsuCondition {
    if (!this.#asu) {
      const { number, toReference } = this.type();
      this.#asu = asuInSetting(number, toReference);
    }
    return this.#asu;
  }

  isInsideAsu(index: MillerIndex): boolean {
    return isInsideAsu(this.reciprocalAsu(), index);
  }

  /**
   * Brings a column of indices into the asymmetric unit, with the operator used and where Friedel's law was (cctbx's
   * `miller.map_to_asu`). With `anomalous` a mate stays outside: −h of the index inside. Fractional indices, as of diffuse
   * scattering, go the same way; within 1e-6 of a plane they are on it.
   */
  mapToAsu(indices: FlexMillerIndex, options?: AsuOptions): AsuMapping;
  mapToAsu(indices: FlexVec3Double, options?: AsuOptions): FractionalAsuMapping;
  mapToAsu(
    indices: FlexMillerIndex | FlexVec3Double,
    { anomalous = false }: AsuOptions = {},
  ): AsuMapping | FractionalAsuMapping {
    this.#mapper ??= new AsuMapper(this.representatives, this.reciprocalAsu());
    return indices instanceof FlexMillerIndex
      ? this.#mapper.map(indices, anomalous)
      : this.#mapper.mapFractional(indices, anomalous);
  }

  // Sites

  /** The asymmetric unit of direct space in this setting (cctbx's choice): `directSpaceAsu().mapToAsu(sites)`. */
  directSpaceAsu(): DirectSpaceAsu {
    if (!this.#directAsu) {
      const { number, toReference } = this.type();
      this.#directAsu = new DirectSpaceAsu(number, toReference, groupOfSetting(referenceSetting(number)));
    }
    return this.#directAsu;
  }

  /** The coordinates equivalent to a site, in [0, 1), each once: within `tolerance` in every fractional coordinate. */
  equivalentSites(site: Vec3, tolerance = 1e-6): Vec3[] {
    checkedSites(site, tolerance);
    const found: Vec3[] = [];
    for (const op of this.allOps()) {
      const [x, y, z] = op.apply(site).map((v) => {
        const inside = v - Math.floor(v);
        return inside >= 1 - tolerance / 2 ? 0 : inside;
      }) as [number, number, number];
      const same = (p: number, q: number) => Math.abs(p - q - Math.round(p - q)) <= tolerance;
      if (!found.some((v) => same(v[0], x) && same(v[1], y) && same(v[2], z))) found.push([x, y, z]);
    }
    return found;
  }

  /** How many different sites of a cell are equivalent to this one: fewer than there are operators on special positions. */
  siteMultiplicity(site: Vec3, tolerance?: number): number;
  siteMultiplicity(sites: FlexVec3Double, tolerance?: number): FlexInt;
  siteMultiplicity(sites: FlexVec3Double | Vec3, tolerance = 1e-6): FlexInt | number {
    const column = checkedSites(sites, tolerance);
    const ops = this.allOps();
    const whole = (x: number) => Math.abs(x - Math.round(x)) <= tolerance;
    const found = new Int32Array(column.length);
    for (let i = 0; i < found.length; i++) {
      const site = column.at(i);
      const fixing = ops.filter((op) => op.apply(site).every((x, k) => whole(x - site[k]!))).length;
      found[i] = Math.round(ops.length / fixing);
    }
    return column === sites ? new FlexInt(found) : found[0]!;
  }

  toString(): string {
    return this.symbol();
  }

  /** `P 21 21 21 (No. 19)`. */
  symbolAndNumber(): string {
    return `${this.symbol()} (No. ${this.number})`;
  }
}

const minusOne = new SymOp([-1, 0, 0, 0, -1, 0, 0, 0, -1]);
const isMinusOne = (r: readonly number[]) => minusOne.r.every((n, i) => n === r[i]);
const withoutTranslation = (op: SymOp) => new SymOp(op.r);

const dataOf = (indices: FlexMillerIndex | MillerIndex): Int32Array =>
  indices instanceof FlexMillerIndex ? indices.data : FlexMillerIndex.from([indices]).data;
