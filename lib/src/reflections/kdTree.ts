/** Points to a leaf. */
const leafSize = 8;

/**
 * Nearest neighbours in space by a balanced k-d tree (Bentley 1975, Commun. ACM 18, 509–517; search after Friedman,
 * Bentley & Finkel 1977, ACM Trans. Math. Softw. 3, 209–226). Points with NaN are left out.
 *
 * The tree is implicit: `rows` is ordered so that the middle of each range splits it along the range's widest axis.
 */
export class KdTree3 {
  readonly #points: Float64Array;
  readonly #rows: Uint32Array;
  /** Split axis of the range whose middle is this place. */
  readonly #axis: Uint8Array;
  #best = -1;
  #bestSquare = 0;
  #limitSquare = 0;

  /** Keeps the array x0 y0 z0 x1 …, which must not change while the tree is in use. */
  constructor(points: Float64Array) {
    this.#points = points;
    const finite: number[] = [];
    for (let i = 0; i < points.length / 3; i++)
      if (!Number.isNaN(points[3 * i]! + points[3 * i + 1]! + points[3 * i + 2]!)) finite.push(i);
    this.#rows = Uint32Array.from(finite);
    this.#axis = new Uint8Array(this.#rows.length);
    this.#split(0, this.#rows.length);
  }

  /** Distance of the point that `nearest` last found. */
  get distance(): number {
    return Math.sqrt(this.#bestSquare);
  }

  /**
   * Number of the point nearest to (x, y, z), if at most `limit` away; else −1. Of equally near ones the lowest.
   */
  nearest(x: number, y: number, z: number, limit: number): number {
    this.#best = -1;
    this.#bestSquare = Number.POSITIVE_INFINITY;
    // Slightly more than limit², so that what rounds to the limit is still looked at.
    this.#limitSquare = limit * limit * (1 + 1e-12);
    this.#search(0, this.#rows.length, x, y, z);
    return this.#best >= 0 && this.distance <= limit ? this.#best : -1;
  }

  #search(from: number, to: number, x: number, y: number, z: number): void {
    const points = this.#points;
    if (to - from <= leafSize) {
      for (let place = from; place < to; place++) this.#offer(this.#rows[place]!, x, y, z);
      return;
    }
    const middle = (from + to) >>> 1;
    const axis = this.#axis[middle]!;
    const row = this.#rows[middle]!;
    const away = (axis === 0 ? x : axis === 1 ? y : z) - points[3 * row + axis]!;
    this.#offer(row, x, y, z);
    if (away < 0) this.#search(from, middle, x, y, z);
    else this.#search(middle + 1, to, x, y, z);
    // Equally near points count, hence not "<".
    if (away * away > this.#bestSquare || away * away > this.#limitSquare) return;
    if (away < 0) this.#search(middle + 1, to, x, y, z);
    else this.#search(from, middle, x, y, z);
  }

  #offer(row: number, x: number, y: number, z: number): void {
    const dx = x - this.#points[3 * row]!;
    const dy = y - this.#points[3 * row + 1]!;
    const dz = z - this.#points[3 * row + 2]!;
    const square = dx * dx + dy * dy + dz * dz;
    if (square < this.#bestSquare || (square === this.#bestSquare && row < this.#best)) {
      this.#bestSquare = square;
      this.#best = row;
    }
  }

  #split(from: number, to: number): void {
    if (to - from <= leafSize) return;
    const axis = this.#widest(from, to);
    const middle = (from + to) >>> 1;
    this.#axis[middle] = axis;
    this.#place(from, to - 1, middle, axis);
    this.#split(from, middle);
    this.#split(middle + 1, to);
  }

  #widest(from: number, to: number): 0 | 1 | 2 {
    const width = [0, 0, 0];
    for (let axis = 0; axis < 3; axis++) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let place = from; place < to; place++) {
        const value = this.#points[3 * this.#rows[place]! + axis]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      width[axis] = most - least;
    }
    const [x, y, z] = width as [number, number, number];
    return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  }

  /** Puts at `target` the row that sorting would put there, none greater before, none less after (Hoare 1961). */
  #place(from: number, to: number, target: number, axis: number): void {
    const rows = this.#rows;
    const value = (place: number) => this.#points[3 * rows[place]! + axis]!;
    let low = from;
    let high = to;
    while (low < high) {
      const pivot = value((low + high) >>> 1);
      let i = low;
      let j = high;
      while (i <= j) {
        while (value(i) < pivot) i++;
        while (value(j) > pivot) j--;
        if (i > j) break;
        const row = rows[i]!;
        rows[i++] = rows[j]!;
        rows[j--] = row;
      }
      if (target <= j) high = j;
      else if (target >= i) low = i;
      else return;
    }
  }
}
