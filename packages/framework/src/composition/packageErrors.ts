import { VemError } from '@vem/compiler';
import { didYouMean } from '../words/suggest.js';

const USAGE = 2;

const shown = (value: unknown): string => {
  if (typeof value === 'function') return `function ${value.name || 'without a name'}`;
  if (typeof value === 'object' && value !== null && 'plugin' in value)
    return 'a plugin that was called already; leave out the call';
  return JSON.stringify(value) ?? String(value);
};

export const packagePart = (path: string, expected: string, received: unknown) =>
  new VemError(`definePluginPackage: ${path}: expected ${expected}, received ${shown(received)}.`, {
    code: 'VEM_PLUGIN_PACKAGE',
    path,
    received: shown(received),
    exitStatus: USAGE,
  });

export const packageKey = (key: string, known: readonly string[]) =>
  new VemError(`definePluginPackage: there is no part "${key}".${didYouMean(key, known)}`, {
    code: 'VEM_PLUGIN_PACKAGE',
    path: key,
    received: key,
    exitStatus: USAGE,
  });
