import { defineTask } from "../../compute/executor.js";
import { type ImageReport, imageReport } from "../../programs/findSpotsServer/imageReport.js";
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
  ({ image, args, folders }: Request): Promise<ImageReport> => {
    if (folders) readOnlyWithin(folders);
    return imageReport(image, args);
  },
);
