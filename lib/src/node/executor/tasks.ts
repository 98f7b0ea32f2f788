// Every task of the library, and what they need: what worker threads load instead of the whole library.
import "../installImages.js";
import "../../files/installLookups.js";
import "../../images/frames.js";
import "../../images/install.js";
import "../../images/packed/imagePacker.js";
import "../../spots/strongPixelsTask.js";
import "./jobShard.js";
import "../server/imageReportTask.js";
