import ts = require("typescript");

/** Files so large and so common that their doc comments are read only when somebody asks (see documentation.ts). */
const UNCOMMENTED = /\/(@types\/node|undici-types|typescript\/lib)\//;

const { ParseAll, ParseNone } = ts.JSDocParsingMode;

/** TypeScript's store of parsed files, sparing the doc comments of Node's types: two thirds of the parsing time. */
export function makeRegistry(): ts.DocumentRegistry {
  const full = ts.createDocumentRegistry(true, undefined, ParseAll);
  const quick = ts.createDocumentRegistry(true, undefined, ParseNone);
  const of = (file: string) => (UNCOMMENTED.test(file) ? quick : full);
  /** TypeScript wants the mode said in both places. */
  const told = <Rest extends unknown[]>(file: string, rest: Rest): Rest => {
    const jsDocParsingMode = UNCOMMENTED.test(file) ? ParseNone : ParseAll;
    return rest.map((one) =>
      typeof one === "object" && one !== null && "languageVersion" in one
        ? { ...one, jsDocParsingMode }
        : one,
    ) as Rest;
  };
  return {
    ...full,
    acquireDocument: (file, ...rest) => of(file).acquireDocument(file, ...told(file, rest)),
    acquireDocumentWithKey: (file, ...rest) => of(file).acquireDocumentWithKey(file, ...told(file, rest)),
    updateDocument: (file, ...rest) => of(file).updateDocument(file, ...told(file, rest)),
    updateDocumentWithKey: (file, ...rest) => of(file).updateDocumentWithKey(file, ...told(file, rest)),
    releaseDocument: (file: string, ...rest: unknown[]) =>
      (of(file).releaseDocument as (...all: unknown[]) => void)(file, ...rest),
    releaseDocumentWithKey: (path: ts.Path, ...rest: unknown[]) =>
      (of(path).releaseDocumentWithKey as (...all: unknown[]) => void)(path, ...rest),
  };
}
