/** The part of the WebAssembly JavaScript interface that is used here; Node's type declarations leave it out. */
interface WebAssemblyInterface {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WebAssemblyMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, WebAssemblyMemory>>>>,
  ) => { readonly exports: unknown };
}

/** A WebAssembly memory. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
}

/** Undefined where Node.js was started without it (`--jitless`). */
export const webAssembly = (globalThis as unknown as { readonly WebAssembly?: WebAssemblyInterface }).WebAssembly;
