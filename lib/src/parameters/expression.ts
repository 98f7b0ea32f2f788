/**
 * Arithmetic as PHIL values allow it (`1/3`, `2*pi`, `sqrt(2)`, `1e-3`), by recursive descent; nothing is
 * ever evaluated as code. Precedence and the meaning of `/ // % **` are Python's.
 */
const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  e: Math.E,
  tau: 2 * Math.PI,
  inf: Infinity,
  nan: NaN,
};

const roundHalfEven = (x: number) => {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
};

/** Name → [least arguments, most arguments, function]. */
const functions: Readonly<Record<string, readonly [number, number, (...x: number[]) => number]>> = {
  sqrt: [1, 1, Math.sqrt],
  exp: [1, 1, Math.exp],
  log: [1, 2, (x, base) => (base === undefined ? Math.log(x) : Math.log(x) / Math.log(base))],
  log10: [1, 1, Math.log10],
  log2: [1, 1, Math.log2],
  sin: [1, 1, Math.sin],
  cos: [1, 1, Math.cos],
  tan: [1, 1, Math.tan],
  asin: [1, 1, Math.asin],
  acos: [1, 1, Math.acos],
  atan: [1, 1, Math.atan],
  atan2: [2, 2, Math.atan2],
  sinh: [1, 1, Math.sinh],
  cosh: [1, 1, Math.cosh],
  tanh: [1, 1, Math.tanh],
  hypot: [1, 9, Math.hypot],
  pow: [2, 2, (x, y) => x ** y],
  degrees: [1, 1, (x) => (x * 180) / Math.PI],
  radians: [1, 1, (x) => (x * Math.PI) / 180],
  floor: [1, 1, Math.floor],
  ceil: [1, 1, Math.ceil],
  fabs: [1, 1, Math.abs],
  abs: [1, 1, Math.abs],
  int: [1, 1, Math.trunc],
  float: [1, 1, (x) => x],
  round: [1, 1, roundHalfEven],
  min: [2, 9, Math.min],
  max: [2, 9, Math.max],
};

const token =
  /\s*(?:(0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|((?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?)|([A-Za-z_]\w*)|(\*\*|\/\/|<<|>>|[-+*/%()~,&|^]))/y;

const maxLength = 1000;
const maxDepth = 50;

interface Piece {
  readonly kind: "number" | "name" | "sign";
  readonly text: string;
}

/** What is wrong with an expression, in a few words; the caller adds name, value and place. */
export class ExpressionError extends Error {}

function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  token.lastIndex = 0;
  let end = 0;
  const trimmed = text.trim();
  while (end < trimmed.length) {
    token.lastIndex = end;
    const match = token.exec(trimmed);
    if (match === null)
      throw new ExpressionError(`${JSON.stringify(trimmed.slice(end, end + 12))} is no number`);
    end = token.lastIndex;
    if (match[1] !== undefined || match[2] !== undefined) {
      if (/\w/.test(trimmed[end] ?? "")) throw new ExpressionError(`${trimmed.slice(0, 24)} is no number`);
      found.push({ kind: "number", text: (match[1] ?? match[2])!.replaceAll("_", "") });
    } else if (match[3] !== undefined) found.push({ kind: "name", text: match[3] });
    else found.push({ kind: "sign", text: match[4]! });
  }
  return found;
}

const integer = (x: number, sign: string) => {
  if (!Number.isInteger(x) || Math.abs(x) > 2 ** 31)
    throw new ExpressionError(`${sign} needs small integers`);
  return x;
};

/** Binary operators by falling looseness; each level is left-associative. */
const levels: readonly Readonly<Record<string, (a: number, b: number) => number>>[] = [
  { "|": (a, b) => integer(a, "|") | integer(b, "|") },
  { "^": (a, b) => integer(a, "^") ^ integer(b, "^") },
  { "&": (a, b) => integer(a, "&") & integer(b, "&") },
  {
    "<<": (a, b) => integer(a, "<<") * 2 ** integer(b, "<<"),
    ">>": (a, b) => Math.floor(integer(a, ">>") / 2 ** integer(b, ">>")),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  {
    "*": (a, b) => a * b,
    "/": (a, b) => a / divisor(b),
    "//": (a, b) => Math.floor(a / divisor(b)),
    "%": (a, b) => a - divisor(b) * Math.floor(a / b),
  },
];

function divisor(x: number): number {
  if (x === 0) throw new ExpressionError("it divides by zero");
  return x;
}

/** The value of the expression. @throws ExpressionError saying what cannot be read. */
export function evaluateExpression(text: string): number {
  if (text.length > maxLength) throw new ExpressionError(`it is longer than ${maxLength} characters`);
  const list = pieces(text);
  let next = 0;
  let depth = 0;
  const peek = () => list[next];
  const take = (sign: string) => {
    const piece = peek();
    if (piece?.kind !== "sign" || piece.text !== sign) return false;
    next++;
    return true;
  };
  const binary = (level: number): number => {
    if (level === levels.length) return unary();
    let value = binary(level + 1);
    for (;;) {
      const piece = peek();
      const operator = piece?.kind === "sign" ? levels[level]![piece.text] : undefined;
      if (operator === undefined) return value;
      next++;
      value = operator(value, binary(level + 1));
    }
  };
  const unary = (): number => {
    if (++depth > maxDepth) throw new ExpressionError("it is nested too deeply");
    try {
      if (take("-")) return -unary();
      if (take("+")) return unary();
      if (take("~")) return -integer(unary(), "~") - 1;
      const base = atom();
      return take("**") ? base ** unary() : base;
    } finally {
      depth--;
    }
  };
  const atom = (): number => {
    const piece = list[next++];
    if (piece === undefined) throw new ExpressionError("it ends too soon");
    if (piece.kind === "number") return Number(piece.text);
    if (piece.kind === "name") return named(piece.text);
    if (piece.text !== "(") throw new ExpressionError(`${piece.text} stands where a number should`);
    const value = binary(0);
    if (!take(")")) throw new ExpressionError("a ( is not closed");
    return value;
  };
  const named = (name: string): number => {
    if (!take("(")) {
      if (Object.hasOwn(constants, name)) return constants[name]!;
      throw new ExpressionError(`${name} is no number`);
    }
    const values = [binary(0)];
    while (take(",")) values.push(binary(0));
    if (!take(")")) throw new ExpressionError("a ( is not closed");
    if (!Object.hasOwn(functions, name)) throw new ExpressionError(`${name} is no function known here`);
    const [least, most, compute] = functions[name]!;
    if (values.length < least || values.length > most)
      throw new ExpressionError(`${name} takes ${least} to ${most} values`);
    return compute(...values);
  };
  const value = binary(0);
  if (next < list.length) throw new ExpressionError(`${list[next]!.text} is left over`);
  return value;
}
