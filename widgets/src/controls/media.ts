import { type Control, control } from "./control.js";
import { type Described, type Disabled, type Emphasis, usable } from "./values.js";

export interface ImageValues {
  /** The file's bytes. */
  value: Uint8Array;
  format: string;
  /** CSS pixels as a text; empty for the image's own. */
  width: string;
  height: string;
}

/** A picture from the bytes of a PNG, JPEG, GIF, SVG … file. */
export const Image = control<ImageValues>({
  name: "Image",
  state: { value: new Uint8Array(0), format: "png", width: "", height: "" },
});
export type Image = Control<ImageValues>;

export interface UploadedFile {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly content: Uint8Array;
  readonly lastModified: Date;
}
export interface FileUploadValues extends Described, Disabled {
  value: readonly UploadedFile[];
  /** As HTML has it: ".cbf,.expt". */
  accept: string;
  multiple: boolean;
  buttonStyle: Emphasis;
  icon: string;
  error: string;
}

type WireFile = Omit<UploadedFile, "lastModified"> & { last_modified: number };

/** A button that takes files from the reader's machine, of 10 MB at most together: Jupyter drops longer messages. */
export const FileUpload = control<FileUploadValues>({
  name: "FileUpload",
  state: {
    ...usable,
    value: [],
    description: "Upload",
    accept: "",
    multiple: false,
    buttonStyle: "",
    icon: "upload",
    error: "",
  },
  style: "ButtonStyle",
  codecs: {
    value: {
      encode: (files: readonly UploadedFile[]) =>
        files.map(({ lastModified, ...file }) => ({ ...file, last_modified: lastModified.getTime() })),
      decode: (files: readonly WireFile[]) =>
        files.map(({ last_modified, ...file }) => ({ ...file, lastModified: new Date(last_modified) })),
    },
  },
});
export type FileUpload = Control<FileUploadValues>;
