import { outcomeOf } from '../programs/hostLooks.js';
import type { LoadedFit } from '../programs/loadFit.js';
import { type Metered, Meters } from '../programs/meters.js';
import * as errors from '../programs/programErrors.js';
import type { DataSource } from '../slots/data.js';
import type { HostOutcome } from '../slots/host.js';
import type { Progress } from '../slots/progress.js';
import { storedNumber } from '../state/restoreArray.js';
import type { ComponentState, Stateful } from '../state/stateful.js';
import { Due } from './due.js';
import { FitOrders } from './fitOrders.js';

const NONE = -1;

/** Fits in epochs: each begins when it is due and goes on, one epoch per turn, until it is judged to be at its end. */
export class Fits implements Stateful {
  readonly #fits: readonly LoadedFit[];
  readonly #data: DataSource;
  readonly #due: Due;
  readonly #orders = new FitOrders();
  /** What is being fitted, and epochs behind it. */
  #current = NONE;
  #epoch = 0;
  readonly #judged = new Meters();

  constructor(fits: readonly LoadedFit[], data: DataSource) {
    this.#fits = fits;
    this.#data = data;
    this.#due = new Due(fits.map(({ entry }) => entry));
  }

  /** For reports and checkpoints: the optimiser steps, and what was judged. */
  get steps(): readonly Metered[] {
    if (this.#fits.length === 0) return [];
    const judged: Metered = { meters: this.#judged, takeMetrics: () => this.#judged.take() };
    return [...this.#fits.map(({ learn }) => learn), judged];
  }

  /** One epoch of the fit that goes on or is due. @returns whether there was one */
  advance(progress: Progress): boolean {
    if (this.#current === NONE) {
      const next = this.#fits.findIndex((_, index) => this.#due.take(index, progress));
      if (next === NONE) return false;
      this.#begin(next);
    }
    const fit = this.#fits[this.#current];
    this.#learn(fit, progress);
    this.#assess(fit, progress);
    this.#epoch++;
    const { stop = false, ...judged } = outcomeOf(fit.slot, 'fitting.judge', fit.fitting.judge(fit.context));
    this.#note(fit, judged, progress);
    if (stop || this.#epoch >= fit.entry.repeat) {
      this.#note(fit, outcomeOf(fit.slot, 'fitting.end', fit.fitting.end(fit.context)), progress);
      // How good it is as it came out.
      this.#assess(fit, progress);
      for (const [name, value] of this.#measured(fit)) this.#judged.add(name, value);
      this.#judged.add(`${fit.slot}/epochs`, this.#epoch);
      this.#current = NONE;
    }
    return true;
  }

  #begin(index: number): void {
    const { entry, fitting, stream, context } = this.#fits[index];
    const { count, stride } = this.#data.indexed!;
    const { samples, heldOutSteps: steps } = fitting;
    this.#current = index;
    this.#epoch = 0;
    this.#orders.begin({ rows: count, stride, heldOut: entry.heldOut, steps, samples }, stream);
    fitting.begin(context, (visit) => this.#visit(index, visit));
  }

  /** Every row that is not held out, a minibatch's storage at a time. */
  #visit(index: number, visit: (columns: LoadedFit['minibatch'], rows: number) => void): void {
    const { minibatch, size } = this.#fits[index];
    const { training } = this.#orders;
    for (let from = 0; from < training.length; from += size) {
      const rows = training.subarray(from, from + size);
      this.#data.indexed!.read(minibatch, rows);
      visit(minibatch, rows.length);
    }
  }

  #learn({ learn, minibatch, size, fitting, stream }: LoadedFit, progress: Progress): void {
    this.#orders.shuffle(stream);
    const rows = new Int32Array(size * fitting.samples);
    for (let index = 0; index < this.#orders.minibatches(size); index++) {
      this.#orders.minibatch(index, size, rows);
      this.#data.indexed!.read(minibatch, rows);
      learn.run(progress);
    }
  }

  /** The stretches that are held out; the last group of them is filled up from the beginning. */
  #assess({ assess, stretches, stretchCount, fitting }: LoadedFit, progress: Progress): void {
    if (!assess) return;
    assess.begin();
    const { heldOut } = this.#orders;
    const source = this.#data.indexed!;
    const steps = fitting.heldOutSteps;
    const rows = new Int32Array(steps * stretchCount);
    for (let from = 0; from < heldOut.length; from += stretchCount) {
      for (let t = 0; t < steps; t++)
        for (let c = 0; c < stretchCount; c++)
          rows[t * stretchCount + c] = heldOut[(from + c) % heldOut.length] + t * source.stride;
      source.read(stretches, rows);
      assess.run(progress);
    }
  }

  #measured({ assess }: LoadedFit) {
    return this.#orders.heldOut.length > 0 && assess ? assess.metrics() : [];
  }

  #note({ slot, entry }: LoadedFit, { metrics = {} }: HostOutcome, { updates }: Progress): void {
    for (const [name, value] of Object.entries(metrics)) {
      if (!Number.isFinite(value))
        throw errors.notFinite(slot, `${slot}/${name}`, { step: entry.phases.join(' + '), updates });
      this.#judged.add(`${slot}/${name}`, value);
    }
  }

  state(): ComponentState {
    const orders = Object.entries(this.#orders.state()).map(([name, value]) => [`orders/${name}`, value] as const);
    return { ...this.#due.state(), ...Object.fromEntries(orders), current: this.#current, epoch: this.#epoch };
  }

  /** @throws VEM_STATE_INVALID */
  restore({ last, current, epoch, ...orders }: ComponentState): void {
    this.#due.restore({ last });
    this.#current = storedNumber('fits', 'current', current);
    this.#epoch = storedNumber('fits', 'epoch', epoch);
    this.#orders.restore(
      Object.fromEntries(Object.entries(orders).map(([name, value]) => [name.slice('orders/'.length), value])),
    );
  }
}
