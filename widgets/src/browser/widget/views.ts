import type { Render } from "../view.js";

/** The views by the name that the kernel's half gives; each is fetched when it is first shown. */
export const views: Readonly<Record<string, () => Promise<{ readonly render: Render }>>> = {
  imageViewer: () => import("../imageViewer/render.js"),
  progress: () => import("../progress/render.js"),
};
