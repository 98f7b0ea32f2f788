/** What the commands `ewald-widgets` and `ewald-kernel` have in common. */
export {
  builtExtension,
  EXTENSION,
  type Installer,
  installExtension,
  uninstallExtension,
  versionIn,
} from "./labExtension.js";
export { dataDirectory, optionalValue, type Place, userData, usualData } from "./place.js";
export { copyWhole, InstallError, refused, writeWhole } from "./whole.js";
