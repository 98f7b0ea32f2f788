import type { Still } from "../../shared/protocol.js";
import { notice } from "../ui/notice.js";

/** Shows a still picture, or the text that stands for one. */
export function showStill(value: unknown, area: HTMLElement): void {
  const { mime, data } = (value ?? {}) as Partial<Still>;
  if (typeof data === "string" && (mime === "image/svg+xml" || mime === "image/png")) {
    const picture = document.createElement("img");
    // As an image, an SVG runs no scripts and fetches nothing.
    picture.src =
      mime === "image/png"
        ? `data:${mime};base64,${data}`
        : `data:${mime};charset=utf-8,${encodeURIComponent(data)}`;
    picture.alt = "Still picture of a view";
    picture.style.maxWidth = "100%";
    area.append(picture);
  } else if (typeof data === "string" && data !== "") {
    const text = document.createElement("pre");
    text.textContent = data;
    area.append(text);
  } else area.append(notice("warning", "This view needs a kernel, and holds no still picture."));
}

/** The still picture among the data of an output. */
export function stillIn(data: Readonly<Record<string, unknown>>): Still | undefined {
  for (const mime of ["image/svg+xml", "image/png", "text/plain"] as const) {
    const value = data[mime];
    // Notebook files keep long texts as lists of lines.
    const text = Array.isArray(value) ? value.join("") : value;
    if (typeof text === "string") return { mime, data: text };
  }
  return undefined;
}
