// Every task of the library, and what it needs to be done: what worker threads load instead of the whole library.
import "../install.js";
import "../../files/install.js";
import "../../images/frames.js";
import "../../images/install.js";
import "../../spots/strongPixelsTask.js";
import "./jobShard.js";
import "../server/imageReportTask.js";
