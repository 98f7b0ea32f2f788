import { installImageSetOpener } from "../models/imageAccess.js";
import { ImageSetFactory } from "./imageSetFactory.js";

// Models do not know images; this gives the imageset of an experiment its pixels.
installImageSetOpener((record, context) => ImageSetFactory.fromRecord(record, context));
