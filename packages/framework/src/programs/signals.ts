import type { Port } from '@vem/compiler';
import { names } from './names.js';

/** What a step said about going on. */
export interface Raised {
  /** The optimiser left the step out. */
  readonly veto: boolean;
  readonly stop: boolean;
  readonly stopAfterEpoch: boolean;
}

export const NOTHING_RAISED: Raised = { veto: false, stop: false, stopAfterEpoch: false };

/** Reads the signals that a program writes. */
export class RaisedSignals {
  readonly #signals: readonly { readonly kind: keyof Raised; readonly data: Float32Array }[];

  /** @param outputs - of the program, by name */
  constructor(outputs: Readonly<Record<string, Port>>) {
    this.#signals = (['veto', 'stop', 'stopAfterEpoch'] as const).flatMap((kind) => {
      const port = outputs[names.signal(kind)];
      return port ? [{ kind, data: port.data as Float32Array }] : [];
    });
  }

  read(): Raised {
    if (this.#signals.length === 0) return NOTHING_RAISED;
    return { ...NOTHING_RAISED, ...Object.fromEntries(this.#signals.map(({ kind, data }) => [kind, data[0] > 0])) };
  }
}
