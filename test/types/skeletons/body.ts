// The files of this folder are skeletons: algorithms as plugins whose interfaces are filled and whose bodies are not
// written. They prove on types that the frame holds these algorithms; the compiler reads them, and nothing runs them.

/** Stands for a computation that is not written, from these values. */
export declare function body<T>(...from: readonly unknown[]): T;
