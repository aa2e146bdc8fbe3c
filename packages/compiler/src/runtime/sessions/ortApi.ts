import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CType, Koffi } from '../koffi.js';
import { runtimeFolder } from './runtimeFolder.js';

/** Pointers of C, null for none. */
export type Pointer = bigint | null;

/** A status of ONNX Runtime's: null if all went well. */
type Call<Arguments extends readonly unknown[]> = (...values: Arguments) => Pointer;

const POINTER = 'void *';

/**
 * The functions of ONNX Runtime's C interface that are used here: place in its table, which only ever grows at the end, and
 * parameters. All return a status, but for the ones that release something.
 */
const FUNCTIONS = {
  CreateEnv: [3, ['int', 'str', POINTER]],
  CreateSessionFromArray: [8, [POINTER, POINTER, 'size_t', POINTER, POINTER]],
  CreateSessionOptions: [10, [POINTER]],
  SetSessionLogSeverityLevel: [22, [POINTER, 'int']],
  SetSessionGraphOptimizationLevel: [23, [POINTER, 'int']],
  SetIntraOpNumThreads: [24, [POINTER, 'int']],
  SetInterOpNumThreads: [25, [POINTER, 'int']],
  CreateTensorWithDataAsOrtValue: [49, [POINTER, POINTER, 'size_t', POINTER, 'size_t', 'int', POINTER]],
  CreateCpuMemoryInfo: [69, ['int', 'int', POINTER]],
  AddSessionConfigEntry: [130, [POINTER, 'str', 'str']],
  RunWithBinding: [133, [POINTER, POINTER, POINTER]],
  CreateIoBinding: [134, [POINTER, POINTER]],
  BindInput: [136, [POINTER, 'str', POINTER]],
  BindOutput: [137, [POINTER, 'str', POINTER]],
} as const satisfies Record<string, readonly [number, readonly CType[]]>;

const RELEASES = {
  ReleaseStatus: 93,
  ReleaseSession: 95,
  ReleaseValue: 96,
  ReleaseSessionOptions: 100,
  ReleaseIoBinding: 135,
} as const;

const GET_ERROR_MESSAGE = 2;
const TABLE_LENGTH = 138;
/** The version of the interface that has all of these. */
const API_VERSION = 8;

type Functions = { readonly [Name in keyof typeof FUNCTIONS]: Call<readonly unknown[]> };
type Releases = { readonly [Name in keyof typeof RELEASES]: (pointer: Pointer) => void };

export interface OrtApi extends Functions, Releases {
  /** A function of the library by name, held as long as the others: koffi unloads a library when the last such one is gone. */
  readonly library: unknown;
  /** Of the library, e.g. `1.30.0`. */
  readonly version: string;
  /** @throws Error with the message of a status that is not null */
  check(status: Pointer): void;
  /** What a function makes that takes the place of its result as its last argument. @throws Error */
  make(create: Call<readonly unknown[]>, ...values: readonly unknown[]): Pointer;
}

/** ONNX Runtime's C interface. @throws where the library, or a function of it, is not found */
export function ortApi(koffi: Koffi): OrtApi {
  const library = koffi.load(libraryFile()).func('OrtGetApiBase', POINTER, []);
  const base = library();
  const [getApi, getVersion] = koffi.decode(base, koffi.array(POINTER, 2)) as [Pointer, Pointer];
  const at = (address: Pointer, result: CType, parameters: readonly CType[]) =>
    koffi.decode(address, koffi.proto(result, parameters)) as (...values: readonly unknown[]) => unknown;
  const api = at(getApi, POINTER, ['uint32_t'])(API_VERSION);
  const table = koffi.decode(api, koffi.array(POINTER, TABLE_LENGTH)) as Pointer[];
  const functions = Object.fromEntries(
    Object.entries(FUNCTIONS).map(([name, [place, parameters]]) => [name, at(table[place], POINTER, parameters)]),
  ) as Functions;
  const releases = Object.fromEntries(
    Object.entries(RELEASES).map(([name, place]) => [name, at(table[place], 'void', [POINTER])]),
  ) as Releases;
  const messageOf = at(table[GET_ERROR_MESSAGE], 'str', [POINTER]);
  const check = (status: Pointer) => {
    if (status === null) return;
    const message = String(messageOf(status));
    releases.ReleaseStatus(status);
    throw new Error(message);
  };
  return {
    ...functions,
    ...releases,
    library,
    version: String(at(getVersion, 'str', [])()),
    check,
    make(create, ...values) {
      const place = new BigUint64Array(1);
      check(create(...values, place));
      return place[0];
    },
  };
}

/** The library that belongs to the binding for Node: loading it again gives the one that is there. */
function libraryFile(): string {
  const folder = join(runtimeFolder(), 'bin', 'napi-v6', process.platform, process.arch);
  const file = readdirSync(folder).find((name) => /^(libonnxruntime\.(so\.1|1\.dylib)|onnxruntime\.dll)$/.test(name));
  if (file === undefined) throw new Error(`no library of ONNX Runtime in ${folder}`);
  return join(folder, file);
}
