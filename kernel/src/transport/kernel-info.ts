import { readFileSync } from "node:fs";
import { type Json, PROTOCOL_VERSION } from "./message.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const TYPESCRIPT = "6.0.3";

export const kernelInfo: Json = {
  status: "ok",
  protocol_version: PROTOCOL_VERSION,
  implementation: "ewald-kernel",
  implementation_version: version,
  language_info: {
    name: "typescript",
    version: TYPESCRIPT,
    // The name and MIME type by which JupyterLab's editor knows the language.
    mimetype: "application/typescript",
    file_extension: ".ts",
    codemirror_mode: "typescript",
    pygments_lexer: "typescript",
    nbconvert_exporter: "script",
  },
  banner: `TypeScript ${TYPESCRIPT} on Node ${process.versions.node}, with Ewald ${version}`,
  help_links: [
    { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/" },
    { text: "Node.js", url: `https://nodejs.org/docs/v${process.versions.node}/api/` },
    { text: "DIALS", url: "https://dials.github.io/" },
  ],
  debugger: true,
  supported_features: ["debugger"],
};
