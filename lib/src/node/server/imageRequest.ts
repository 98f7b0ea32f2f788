import { existsSync } from "node:fs";
import { EwaldError } from "../../error.js";

/** What a client asks for. */
export interface ImageRequest {
  /** Absolute path. */
  readonly image: string;
  /** `name=value` each. */
  readonly args: readonly string[];
}

/**
 * A request's target, `/path/image.cbf;name=value;name=value`. dials.find_spots_client sends it as it is, ours with escapes (%20); a path
 * that is there as it is written is meant so. Throws EwaldError `"bad-argument"`.
 */
export function imageRequest(target: string): ImageRequest {
  const [path = "", ...args] = target.split(";");
  // A path after a host, as a proxy asks for it, and //host are no files.
  if (!path.startsWith("/") || path.startsWith("//"))
    throw new EwaldError(
      "bad-argument",
      `${path} is no absolute path of an image; /path/image.cbf;name=value would work.`,
    );
  return {
    image: !path.includes("\0") && existsSync(path) ? path : unescaped(path),
    args: args.filter((argument) => argument !== "").map(unescaped),
  };
}

function unescaped(text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text);
  } catch {
    plain = text;
  }
  if (!plain.includes("\0")) return plain;
  throw new EwaldError("bad-argument", "A request has a zero byte in a name; no file and no parameter has.");
}

/** The target of a request for an image with parameters. */
export function targetOf({ image, args }: ImageRequest): string {
  const escaped = (text: string) => encodeURIComponent(text).replaceAll("%2F", "/").replaceAll("%3D", "=");
  return [image, ...args].map(escaped).join(";");
}
