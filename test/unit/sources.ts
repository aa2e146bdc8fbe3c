import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutComments } from './withoutComments.js';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** From below to above: a package may use those of earlier rows only. */
export const LAYERS: readonly (readonly string[])[] = [
  ['compiler'],
  ['framework'],
  ['priors', 'posteriors', 'likelihoods', 'models', 'values', 'training', 'envs'],
  ['presets'],
  ['suite'],
];
export const PACKAGES = LAYERS.flat();

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly package: string;
  readonly text: string;
  /** Without comments. */
  readonly code: string;
  readonly isTest: boolean;
  readonly lines: number;
}

function readSource(name: string, path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  return {
    path: relative(ROOT, path).split(sep).join('/'),
    package: name,
    text,
    code: withoutComments(text),
    isTest: /\.test(-d)?\.ts$/.test(path),
    lines: text.replace(/\n$/, '').split('\n').length,
  };
}

const sourcesOf = (name: string): SourceFile[] =>
  readdirSync(join(ROOT, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.wasm.ts'))
    .map((path) => readSource(name, join(ROOT, 'packages', name, 'src', path)));

/** Every TypeScript file of every package, but for generated ones. */
export const allSources: readonly SourceFile[] = PACKAGES.flatMap(sourcesOf);
/** Without tests. */
export const productSources: readonly SourceFile[] = allSources.filter(({ isTest }) => !isTest);

const STATIC_IMPORT = /^[ \t]*(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*['"]([^'"\n]+)['"]/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

/** What a file imports or re-exports, as written. */
export const importsOf = ({ code }: Pick<SourceFile, 'code'>): string[] =>
  [STATIC_IMPORT, DYNAMIC_IMPORT].flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]));

/** The package that an import names: `@scope/name/entry` → `@scope/name`. */
export const packageOf = (specifier: string): string =>
  specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

export interface PackageJson {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export const packageJson = (name: string): PackageJson =>
  JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'));
