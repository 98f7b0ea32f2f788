import { AffineOp } from "./affineOp.js";
import { directAsuText } from "./directAsuTable.js";
import { operatorText, parseOperator } from "./operatorText.js";

/** A face, or two conditions of which both (&) or at least one (|) must hold. */
export type AsuFaceCondition =
  | AsuFace
  | { readonly join: "&" | "|"; readonly left: AsuFaceCondition; readonly right: AsuFaceCondition };

/** One face of an asymmetric unit of direct space: the points with n·x + c ≥ 0, as far as they belong. */
export interface AsuFace {
  /** n, pointing inwards: whole numbers in lowest terms. */
  readonly normal: readonly [number, number, number];
  readonly constant: number;
  /** Which points of the plane belong: all (true), none (false), or those for which the condition holds. */
  readonly onPlane: boolean | AsuFaceCondition;
  /** `-x+1/2>=0`, `y>0`, `z>=0 [on it: -x+1/2>=0]`. */
  readonly text: string;
}

/** Whether the point x, y, z is inside; a value n·x + c within ±epsilon counts as 0: on the plane. */
export function holds(
  condition: AsuFaceCondition,
  x: number,
  y: number,
  z: number,
  epsilon: number,
): boolean {
  if ("join" in condition) {
    const left = holds(condition.left, x, y, z, epsilon);
    if (left === (condition.join === "|")) return left;
    return holds(condition.right, x, y, z, epsilon);
  }
  const [p, q, r] = condition.normal;
  const value = p * x + q * y + r * z + condition.constant;
  if (value > epsilon) return true;
  if (value < -epsilon) return false;
  const rule = condition.onPlane;
  return typeof rule === "boolean" ? rule : holds(rule, x, y, z, epsilon);
}

/** The faces of the asymmetric unit in the reference setting of a number 1 … 230, asked of C·x (so they are those of x). */
export function asuFaces(number: number, c: AffineOp): AsuFace[] {
  const line = directAsuText.split("\n")[number - 1]!;
  return line.split("; ").map((text) => new FaceReader(text, c).face());
}

/** Reads the notation of directAsuTable.ts. */
class FaceReader {
  readonly #text: string;
  readonly #c: AffineOp;
  #at = 0;

  constructor(text: string, c: AffineOp) {
    this.#text = text;
    this.#c = c;
  }

  face(): AsuFace {
    const form = /^[^!{}()&|]+/.exec(this.#text.slice(this.#at))![0];
    this.#at += form.length;
    let onPlane: boolean | AsuFaceCondition = true;
    if (this.#take("!")) onPlane = false;
    else if (this.#take("{")) {
      onPlane = this.#condition();
      this.#take("}");
    }
    const { r, t } = parseOperator(`${form},0,0`).rows.multiply(this.#c);
    const row = new AffineOp(r, t, r.reduce(gcd, 0));
    const [p, q, s] = row.matrix();
    const sign = onPlane === false ? ">" : ">=";
    const added = typeof onPlane === "boolean" ? "" : ` [on it: ${conditionText(onPlane)}]`;
    return {
      normal: [p, q, s],
      constant: row.translation()[0],
      onPlane,
      text: `${operatorText(row).split(",")[0]}${sign}0${added}`,
    };
  }

  #condition(): AsuFaceCondition {
    if (!this.#take("(")) return this.face();
    const left = this.#condition();
    const join = this.#take("&") ? "&" : "|";
    if (join === "|") this.#take("|");
    const right = this.#condition();
    this.#take(")");
    return { join, left, right };
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

const gcd = (a: number, b: number): number => (b ? gcd(b, a % b) : Math.abs(a));

function conditionText(condition: AsuFaceCondition): string {
  if (!("join" in condition)) return condition.text;
  return `(${conditionText(condition.left)} ${condition.join === "&" ? "and" : "or"} ${conditionText(condition.right)})`;
}
