import type { EnvironmentFactory } from '../environment/environment.js';
import type { Behaviour } from './behaviour.js';
import type { Annotation, DataSource } from './data.js';
import type {
  BootstrapHost,
  LikelihoodHost,
  ModelHost,
  PosteriorHost,
  PriorHost,
  ReturnsHost,
  TemperatureHost,
  ValueEstimatorHost,
} from './host.js';
import type { Memory } from './memory.js';
import type { Optimiser } from './optimiser.js';
import type { ProgramSlot } from './programSlot.js';
import type {
  BootstrapProgram,
  GradientEstimatorProgram,
  LikelihoodProgram,
  ModelProgram,
  MStepProgram,
  NormaliserProgram,
  PosteriorProgram,
  PriorProgram,
  ReturnsProgram,
  TemperatureProgram,
  TrustRegionProgram,
  ValueEstimatorProgram,
} from './programs.js';
import type { Schedule } from './schedule.js';

/** The value in the `returns` slot. */
export interface Returns extends ProgramSlot<ReturnsProgram, ReturnsHost> {
  /** Columns that `annotate` adds to the rows of roll-outs, e.g. `advantage` and `return`. */
  readonly annotations?: readonly Annotation[];
}

/** Every slot and the type of the value in it. An algorithm is one value per slot. */
export interface Slots {
  environment: EnvironmentFactory;
  prior: ProgramSlot<PriorProgram, PriorHost>;
  posterior: ProgramSlot<PosteriorProgram, PosteriorHost>;
  likelihood: ProgramSlot<LikelihoodProgram, LikelihoodHost>;
  valueEstimator: ProgramSlot<ValueEstimatorProgram, ValueEstimatorHost>;
  bootstrap: ProgramSlot<BootstrapProgram, BootstrapHost>;
  returns: Returns;
  gradientEstimator: ProgramSlot<GradientEstimatorProgram>;
  temperature: ProgramSlot<TemperatureProgram, TemperatureHost>;
  mStep: ProgramSlot<MStepProgram>;
  trustRegion: ProgramSlot<TrustRegionProgram>;
  model: ProgramSlot<ModelProgram, ModelHost>;
  normaliser: ProgramSlot<NormaliserProgram>;
  memory: Memory;
  behaviour: Behaviour;
  data: DataSource;
  optimiser: Optimiser;
  schedule: Schedule;
}

export type SlotName = keyof Slots;

/** The values of a composed run's slots; optional slots may be empty. */
export type SlotValues = { readonly [S in keyof Slots]?: Slots[S] | undefined } & {
  readonly [S in 'environment' | 'behaviour' | 'data' | 'optimiser' | 'schedule']: Slots[S];
};
