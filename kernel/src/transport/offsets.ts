/** Jupyter counts Unicode code points, JavaScript UTF-16 units. */
export const toUtf16 = (text: string, codePoints: number): number =>
  Array.from(text).slice(0, codePoints).join("").length;

export const toCodePoints = (text: string, utf16: number): number => Array.from(text.slice(0, utf16)).length;
