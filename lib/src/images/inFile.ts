import { EwaldError } from "../error.js";

/** What `read` gives; an EwaldError of a model or a table that does not know the file it came from gets the file's name. */
export function inFile<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof EwaldError) || error.message.includes(name)) throw error;
    throw new EwaldError(error.code, `${name}: ${error.message}`, { cause: error });
  }
}
