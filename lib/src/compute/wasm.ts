/** The one part of WebAssembly's interface the kernels need; its types come with neither ES2023 nor Node's. */
interface WebAssemblyHost {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

/** A number a kernel exports: a constant, or the address of a buffer. */
export interface WasmNumber {
  readonly value: number;
}

/**
 * Instance of an embedded kernel, or undefined where there is no WebAssembly with SIMD: then its plain twin does the
 * work. `Exports` is what the kernel's source says it exports. Works in Node and in browsers (kernels are small
 * enough for the browsers' limit on compiling without waiting).
 */
export function instantiate<Exports extends object>(base64: string): Exports | undefined {
  const host = (globalThis as { WebAssembly?: WebAssemblyHost }).WebAssembly;
  if (!host) return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  try {
    return new host.Instance(new host.Module(bytes)).exports as Exports;
  } catch {
    return undefined;
  }
}

/** The value of `make`, made when first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
