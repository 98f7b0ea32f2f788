import type { Point } from "./chart.js";

/**
 * Letters as strokes, for pictures of pixels. Each is polylines apart by spaces, of corners of two digits: x from 0, y from the
 * top of capitals (0) past that of small letters (2) to the base line (6) and below it (8).
 */
const strokes: Readonly<Record<string, string>> = {
  "0": "103041453616050110",
  "1": "112026 1636",
  "2": "01103041420646",
  "3": "011030414233 1333444536 361605",
  "4": "36300444",
  "5": "400003334445361605",
  "6": "413010010516364544331304",
  "7": "004016",
  "8": "103041423313020110 13040516364544 4433",
  "9": "051636454130100102133342",
  A: "062046 1434",
  B: "06003041423303 3344453606",
  C: "4130100105163645",
  D: "06003041453606",
  E: "40000646 0333",
  F: "400006 0333",
  G: "41301001051636454323",
  H: "0006 4046 0343",
  I: "0020 1016 0626",
  J: "3035261605",
  K: "0006 400346",
  L: "000646",
  M: "0600234046",
  N: "06004640",
  O: "103041453616050110",
  P: "06003041423303",
  Q: "103041453616050110 3446",
  R: "06003041423303 2346",
  S: "413010010213334445361605",
  T: "0040 2026",
  U: "000516364540",
  V: "002640",
  W: "0016233640",
  X: "0046 4006",
  Y: "002340 2326",
  Z: "00400646",
  a: "12324346 441405163645",
  b: "0006 0312324345361605",
  c: "4332120305163645",
  d: "4046 4332120305163645",
  e: "04444332120305163645",
  f: "30201116 0232",
  g: "42473818 4332120305163645",
  h: "0006 0312324346",
  i: "0206 0000",
  j: "121708 1010",
  k: "0006 320436",
  l: "0006",
  m: "0206 03122326 23324346",
  n: "0206 0312324346",
  o: "123243453616050312",
  p: "0208 0312324345361605",
  q: "4248 4332120305163645",
  r: "0206 031232",
  s: "43321203143445361605",
  t: "10152636 0232",
  u: "0205163645 4246",
  v: "022642",
  w: "0216243642",
  x: "0246 4206",
  y: "0226 4218",
  z: "02420646",
  "#": "1016 3036 0242 0444",
  "(": "20121426",
  ")": "00121406",
  ".": "0606",
  ",": "0607",
  ":": "0303 0606",
  "-": "0333",
  "+": "2125 0343",
  "=": "0242 0444",
  _: "0747",
  "/": "0640",
  "%": "0640 0101 4545",
  Å: "062246 1535 2031221120",
  " ": "",
};
const unknown = "0040460600";

/** Size of a unit, and of the gap between letters, in parts of the font's size. */
const unit = 0.117;
const gap = 0.2;

/** The text from x = 0 on, its base line at y = 0, as polylines in px, and how long it is. */
export function textStrokes(text: string, size: number): { lines: Point[][]; length: number } {
  const lines: Point[][] = [];
  let x = 0;
  for (const letter of text) {
    let width = letter === " " ? 2 : 0;
    for (const stroke of (strokes[letter] ?? unknown).split(" ").filter((one) => one !== "")) {
      const corners = stroke.match(/\d\d/g)!.map((pair): Point => [Number(pair[0]), Number(pair[1]) - 6]);
      for (const [across] of corners) width = Math.max(width, across);
      lines.push(corners.map(([across, down]) => [x + across * unit * size, down * unit * size]));
    }
    x += (width * unit + gap) * size;
  }
  return { lines, length: Math.max(0, x - gap * size) };
}
