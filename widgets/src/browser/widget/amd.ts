/** The module that pages without our extension fetch: an HTML export, nbviewer, VS Code. */
export { VERSION as version } from "../../shared/protocol.js";
export { EwaldView } from "./ewaldView.js";
export { EwaldModel } from "./model.js";
