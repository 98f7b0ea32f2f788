/** A rectangle of an image of `nx` pixels a row; the rows themselves when it is as wide. */
export function cutOut<Values extends Int32Array | Float64Array>(
  image: Values,
  nx: number,
  x: number,
  y: number,
  width: number,
  height: number,
): Values {
  if (width === nx) return image.subarray(y * nx, (y + height) * nx) as Values;
  const part = (
    image instanceof Int32Array ? new Int32Array(width * height) : new Float64Array(width * height)
  ) as Values;
  for (let j = 0; j < height; j++)
    part.set(image.subarray((y + j) * nx + x, (y + j) * nx + x + width), j * width);
  return part;
}
