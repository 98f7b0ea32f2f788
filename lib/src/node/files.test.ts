import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { FileSource } from "./fileSource.js";
import { FlexDouble, FlexInt, FlexStdString, ReflectionTable } from "./main.js";
import { writeFile } from "./writeFile.js";

const folder = mkdtempSync(join(tmpdir(), "ewald-files-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let path: string;
let count = 0;
beforeEach(() => {
  path = join(folder, `${++count}.bin`);
});
const codeOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "none";
};

describe("FileSource", () => {
  it("reads at places, aligned, and refuses what lies outside", () => {
    writeFileSync(
      path,
      Uint8Array.from({ length: 100 }, (_, i) => i),
    );
    const source = new FileSource(path);
    const bytes = source.read(3, 5);
    expect([...bytes]).toEqual([3, 4, 5, 6, 7]);
    expect(bytes.byteOffset).toBe(0);
    expect(codeOf(() => source.read(90, 11))).toBe("bad-format");
    expect(codeOf(() => source.read(0, 2 ** 40))).toBe("bad-format");
    source.close();
    expect(codeOf(() => source.read(0, 1))).toBe("file-unreadable");
  });

  it("notices a file rewritten in place, also one of the same size", () => {
    writeFileSync(path, "first");
    const source = new FileSource(path);
    writeFileSync(path, "other");
    utimesSync(path, 1, 1);
    expect(codeOf(() => source.read(0, 5))).toBe("file-changed");
  });

  it("goes on reading a file that was replaced", () => {
    writeFile(path, [Buffer.from("first")]);
    const source = new FileSource(path);
    writeFile(path, [Buffer.from("other")]);
    expect(Buffer.from(source.read(0, 5)).toString()).toBe("first");
  });

  it("says what cannot be opened", () => {
    expect(codeOf(() => new FileSource(join(folder, "none")))).toBe("file-not-found");
    expect(codeOf(() => new FileSource(folder))).toBe("file-unreadable");
  });
});

describe("writeFile", () => {
  it("leaves the old file, and nothing beside it, when a piece fails", () => {
    writeFileSync(path, "old");
    const before = readdirSync(folder);
    const chunks = function* () {
      yield Buffer.from("new, but");
      throw new Error("the disk is full, say");
    };
    expect(codeOf(() => writeFile(path, chunks()))).toBe("file-unreadable");
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(before);
  });

  it("writes through a symbolic link", () => {
    writeFileSync(path, "old");
    const link = `${path}.link`;
    symlinkSync(path, link);
    writeFile(link, [Buffer.from("new")]);
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("says where it cannot write", () => {
    const nowhere = join(folder, "none", "file");
    expect(() => writeFile(nowhere, [])).toThrow(/cannot be written \(ENOENT\)/);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});

describe("ReflectionTable and files", () => {
  it("writes over the file it is being read from", () => {
    new ReflectionTable({ a: FlexInt.from([1, 2, 3]), b: FlexDouble.from([1, 2, 3]) }).toFile(path);
    const table = ReflectionTable.fromFile(path);
    table.column("a", "int").set(0, 9);
    table.toFile(path);
    expect(table.column("b", "double").toArray()).toEqual([1, 2, 3]);
    expect(ReflectionTable.fromFile(path).column("a", "int").toArray()).toEqual([9, 2, 3]);
  });

  it("does not write text, which DIALS cannot read back", () => {
    const table = new ReflectionTable({ names: FlexStdString.from(["a"]) });
    const before = readdirSync(folder);
    expect(() => table.toFile(path)).toThrow(/Column "names" is text/);
    expect(readdirSync(folder)).toEqual(before);
  });
});
