import { VemError } from '@vem/compiler';

/** A stored state does not fit the component that is to take it. */
export const stateInvalid = (component: string, name: string, expected: string, received: unknown) =>
  new VemError(
    `Stored state of "${component}", "${name}": expected ${expected}, found ${described(received)}. The stored run was composed of other slots or options, or the file was changed.`,
    { code: 'VEM_STATE_INVALID', path: `${component}/${name}`, received: described(received) },
  );

const described = (value: unknown): string =>
  value instanceof Error
    ? value.message
    : ArrayBuffer.isView(value) && 'length' in value
      ? `${value.constructor.name} of ${value.length}`
      : typeof value;
