import { defineTask } from "../../compute/executor.js";
import type { ImageReport } from "../../programs/findSpotsServer/imageReport.js";
import { readOnlyWithin } from "./allowedFiles.js";

interface Request {
  readonly image: string;
  readonly args: readonly string[];
  /** The only folders to read from; null for all. */
  readonly folders: readonly string[] | null;
}

/** An image's report, made by a thread of the server. */
export const imageReportTask = defineTask(
  "server.imageReport",
  async ({ image, args, folders }: Request): Promise<ImageReport> => {
    if (folders) readOnlyWithin(folders);
    // Threads of other programs need not run the modules of this one.
    await import("../installFiles.js");
    const { imageReport } = await import("../../programs/findSpotsServer/imageReport.js");
    return imageReport(image, args);
  },
);
