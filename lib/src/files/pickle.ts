import { badFile, quoted } from "../bytes/badFile.js";
import { EwaldError } from "../error.js";
import { doubleFromText, longFromBytes, pythonString, rawUnicode, wholeFromText } from "./pickleText.js";

/** What a pickle holds: plain data. Tuples and lists are both arrays; whole numbers beyond 2^53 are bigints. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleValue[]
  | PickleDict
  | PickleGlobal
  | PickleObject;

/** A dictionary: its pairs in the order written. */
export class PickleDict {
  readonly entries: [PickleValue, PickleValue][] = [];
}

/** A class or function by name. Never looked up, never called. */
export class PickleGlobal {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** What Python would make by calling `of` with `args`, and then give `state`. Here it stays a description. */
export class PickleObject {
  readonly of: PickleGlobal;
  readonly args: PickleValue;
  state: PickleValue = null;

  constructor(of: PickleGlobal, args: PickleValue) {
    this.of = of;
    this.args = args;
  }
}

const mark = Symbol("mark");
type Item = PickleValue | typeof mark;

/**
 * Decodes a Python pickle of protocol 0 to 5 (the opcodes: Lib/pickletools.py of CPython) into plain data. Nothing
 * in it is executed: classes and functions are names, and a name `known` does not hold ("module name") is an
 * error. Byte strings are views of `bytes`. Python-2 text (BINSTRING) comes as bytes.
 */
export function decodePickle(bytes: Uint8Array, name: string, known: ReadonlySet<string>): PickleValue {
  return new Machine(bytes, name, known).run();
}

class Machine {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly known: ReadonlySet<string>;
  readonly view: DataView;
  readonly stack: Item[] = [];
  readonly memo = new Map<number, PickleValue>();
  /** Byte strings made from text, so that text used many times is converted once. */
  readonly encoded = new Map<string, Uint8Array>();
  /** Next byte. */
  at = 0;
  /** Byte of the opcode being carried out. */
  opAt = 0;

  constructor(bytes: Uint8Array, name: string, known: ReadonlySet<string>) {
    this.bytes = bytes;
    this.name = name;
    this.known = known;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): PickleValue {
    for (;;) {
      this.opAt = this.at;
      const code = this.uint(1);
      if (code === stop) break;
      const op = operations[code];
      if (!op) {
        const hex = `0x${code.toString(16).padStart(2, "0")}`;
        throw this.bad(`the opcode ${hex} is not one a table or mask is pickled with`);
      }
      op(this);
    }
    const value = this.pop();
    if (this.stack.length > 0) throw this.bad(`the pickle ends with ${this.stack.length} values left over`);
    if (this.at < this.bytes.length)
      throw this.bad(`the pickle ends, but ${this.bytes.length - this.at} bytes follow`);
    return value;
  }

  bad(what: string): EwaldError {
    return badFile(this.name, this.opAt, what);
  }

  /** The next bytes, as they are: a view. */
  raw(length: number): Uint8Array {
    if (length > this.bytes.length - this.at)
      throw this.bad(`${length} bytes are needed, but only ${this.bytes.length - this.at} follow`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Little-endian, unsigned. */
  uint(length: 1 | 2 | 4 | 8): number {
    const at = this.at;
    this.raw(length);
    if (length === 1) return this.view.getUint8(at);
    if (length === 2) return this.view.getUint16(at, true);
    if (length === 4) return this.view.getUint32(at, true);
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }

  /** The bytes up to the next line feed, without it: a view. */
  rawLine(): Uint8Array {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw this.bad("a line of text does not end");
    const bytes = this.raw(end - this.at);
    this.at++;
    return bytes;
  }

  /** The same as Latin-1 text. */
  line(): string {
    return latin1(this.rawLine());
  }

  utf8(length: number): string {
    try {
      return utf8.decode(this.raw(length));
    } catch (error) {
      if (error instanceof EwaldError) throw error;
      throw this.bad("a text is not UTF-8");
    }
  }

  push(value: Item): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === mark) throw this.bad("a value is needed, but there is none");
    return value;
  }

  top(): PickleValue {
    const value = this.stack.at(-1);
    if (value === undefined || value === mark) throw this.bad("a value is needed, but there is none");
    return value;
  }

  /** Values above the last mark; both are removed. */
  popMark(): PickleValue[] {
    const from = this.stack.lastIndexOf(mark);
    if (from < 0) throw this.bad("a mark is needed, but there is none");
    return this.stack.splice(from).slice(1) as PickleValue[];
  }

  /** `count` values from the top. */
  popMany(count: number): PickleValue[] {
    const values: PickleValue[] = [];
    for (let i = 0; i < count; i++) values.unshift(this.pop());
    return values;
  }

  get(key: number): void {
    const value = this.memo.get(key);
    if (value === undefined) throw this.bad(`the memo has no entry ${key}`);
    this.push(value);
  }

  global(module: string, name: string): void {
    if (!this.known.has(`${module} ${name}`))
      throw new EwaldError(
        "unsupported",
        `${this.name}: at byte ${this.opAt}, the pickle holds a Python object of the unknown kind ` +
          `${quoted(`${module}.${name}`)}; only DIALS' tables, flex arrays and masks are read, and nothing is executed.`,
      );
    this.push(new PickleGlobal(module, name));
  }

  reduce(args: PickleValue, of: PickleValue): void {
    if (!(of instanceof PickleGlobal)) throw this.bad("something that is not a class is called");
    if (of.module !== "_codecs") {
      this.push(new PickleObject(of, args));
      return;
    }
    // How Python 3 writes byte strings for protocols that have none: _codecs.encode(text, "latin1").
    const text = Array.isArray(args) ? args[0] : undefined;
    if (typeof text !== "string") throw this.bad("_codecs.encode is not given text");
    let bytes = this.encoded.get(text);
    if (!bytes) {
      bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code > 0xff) throw this.bad("a byte string holds a character beyond Latin-1");
        bytes[i] = code;
      }
      this.encoded.set(text, bytes);
    }
    this.push(bytes);
  }

  append(list: PickleValue, values: PickleValue[]): void {
    if (!Array.isArray(list)) throw this.bad("values are appended to something that is not a list");
    for (const value of values) list.push(value);
  }

  setItems(dict: PickleValue, values: PickleValue[]): void {
    if (!(dict instanceof PickleDict))
      throw this.bad("entries are put into something that is not a dictionary");
    if (values.length % 2 !== 0) throw this.bad("a dictionary entry has a key but no value");
    for (let i = 0; i < values.length; i += 2) dict.entries.push([values[i]!, values[i + 1]!]);
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** One character per byte. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
}

const stop = 0x2e;
const code = (letter: string): number => letter.charCodeAt(0);

/** What each opcode does; names and codes as in pickletools. */
const operations: Readonly<Record<number, (m: Machine) => void>> = {
  /* PROTO */ 128: (m) => {
    const protocol = m.uint(1);
    if (protocol > 5) throw m.bad(`the pickle protocol is ${protocol}, but 0 to 5 are known`);
  },
  /* FRAME */ 149: (m) => {
    const length = m.uint(8);
    if (length > m.bytes.length - m.at)
      throw m.bad(`a frame of ${length} bytes is announced, but only ${m.bytes.length - m.at} follow`);
  },
  /* MARK */ [code("(")]: (m) => m.push(mark),
  /* POP */ [code("0")]: (m) => {
    if (m.stack.pop() === undefined) throw m.bad("a value is needed, but there is none");
  },
  /* POP_MARK */ [code("1")]: (m) => void m.popMark(),
  /* DUP */ [code("2")]: (m) => m.push(m.top()),
  /* NONE */ [code("N")]: (m) => m.push(null),
  /* NEWTRUE */ 136: (m) => m.push(true),
  /* NEWFALSE */ 137: (m) => m.push(false),
  /* INT */ [code("I")]: (m) => {
    const text = m.line();
    m.push(text === "01" ? true : text === "00" ? false : wholeFromText(text, (what) => m.bad(what)));
  },
  /* BININT */ [code("J")]: (m) => m.push(m.uint(4) | 0),
  /* BININT1 */ [code("K")]: (m) => m.push(m.uint(1)),
  /* BININT2 */ [code("M")]: (m) => m.push(m.uint(2)),
  /* LONG */ [code("L")]: (m) => m.push(wholeFromText(m.line().replace(/L$/, ""), (what) => m.bad(what))),
  /* LONG1 */ 138: (m) => m.push(longFromBytes(m.raw(m.uint(1)))),
  /* FLOAT */ [code("F")]: (m) => m.push(doubleFromText(m.line(), (what) => m.bad(what))),
  /* BINFLOAT */ [code("G")]: (m) => {
    const at = m.at;
    m.raw(8);
    m.push(m.view.getFloat64(at, false));
  },
  /* STRING */ [code("S")]: (m) => m.push(pythonString(m.rawLine(), (what) => m.bad(what))),
  /* BINSTRING */ [code("T")]: (m) => m.push(m.raw(m.uint(4))),
  /* SHORT_BINSTRING */ [code("U")]: (m) => m.push(m.raw(m.uint(1))),
  /* BINUNICODE */ [code("X")]: (m) => m.push(m.utf8(m.uint(4))),
  /* UNICODE */ [code("V")]: (m) => m.push(rawUnicode(m.line())),
  /* SHORT_BINUNICODE */ 140: (m) => m.push(m.utf8(m.uint(1))),
  /* BINUNICODE8 */ 141: (m) => m.push(m.utf8(m.uint(8))),
  /* BINBYTES */ [code("B")]: (m) => m.push(m.raw(m.uint(4))),
  /* SHORT_BINBYTES */ [code("C")]: (m) => m.push(m.raw(m.uint(1))),
  /* BINBYTES8 */ 142: (m) => m.push(m.raw(m.uint(8))),
  /* BYTEARRAY8 */ 150: (m) => m.push(m.raw(m.uint(8))),
  /* EMPTY_LIST */ [code("]")]: (m) => m.push([]),
  /* LIST */ [code("l")]: (m) => m.push(m.popMark()),
  /* APPEND */ [code("a")]: (m) => {
    const value = m.pop();
    m.append(m.top(), [value]);
  },
  /* APPENDS */ [code("e")]: (m) => {
    const values = m.popMark();
    m.append(m.top(), values);
  },
  /* EMPTY_TUPLE */ [code(")")]: (m) => m.push([]),
  /* TUPLE */ [code("t")]: (m) => m.push(m.popMark()),
  /* TUPLE1 */ 133: (m) => m.push(m.popMany(1)),
  /* TUPLE2 */ 134: (m) => m.push(m.popMany(2)),
  /* TUPLE3 */ 135: (m) => m.push(m.popMany(3)),
  /* EMPTY_DICT */ [code("}")]: (m) => m.push(new PickleDict()),
  /* DICT */ [code("d")]: (m) => {
    const dict = new PickleDict();
    m.setItems(dict, m.popMark());
    m.push(dict);
  },
  /* SETITEM */ [code("s")]: (m) => {
    const entry = m.popMany(2);
    m.setItems(m.top(), entry);
  },
  /* SETITEMS */ [code("u")]: (m) => {
    const entries = m.popMark();
    m.setItems(m.top(), entries);
  },
  /* GLOBAL */ [code("c")]: (m) => m.global(m.line(), m.line()),
  /* STACK_GLOBAL */ 147: (m) => {
    const [module, name] = m.popMany(2);
    if (typeof module !== "string" || typeof name !== "string") throw m.bad("a class has no name");
    m.global(module, name);
  },
  /* REDUCE */ [code("R")]: (m) => {
    const [of, args] = m.popMany(2);
    m.reduce(args!, of!);
  },
  /* BUILD */ [code("b")]: (m) => {
    const state = m.pop();
    const object = m.top();
    if (!(object instanceof PickleObject)) throw m.bad("a state is given to something that is not an object");
    object.state = state;
  },
  /* PUT */ [code("p")]: (m) => {
    const key = wholeFromText(m.line(), (what) => m.bad(what));
    if (typeof key !== "number" || key < 0) throw m.bad(`${key} is not a memo entry`);
    m.memo.set(key, m.top());
  },
  /* BINPUT */ [code("q")]: (m) => void m.memo.set(m.uint(1), m.top()),
  /* LONG_BINPUT */ [code("r")]: (m) => void m.memo.set(m.uint(4), m.top()),
  /* MEMOIZE */ 148: (m) => void m.memo.set(m.memo.size, m.top()),
  /* GET */ [code("g")]: (m) => m.get(Number(wholeFromText(m.line(), (what) => m.bad(what)))),
  /* BINGET */ [code("h")]: (m) => m.get(m.uint(1)),
  /* LONG_BINGET */ [code("j")]: (m) => m.get(m.uint(4)),
};
