import type { Tensors } from '@vem/compiler';
import type { ProgramScope } from '../programs/context.js';
import type { PhaseOutcome, Rows } from '../slots/outcome.js';
import type { Bench } from './bench.js';
import { finite, near } from './closeness.js';
import type { Given, Loaded } from './loaded.js';

export interface LossLook {
  /** With outputs `metric/<name>`, `result/<name>` and those that were added. */
  readonly loaded: Loaded;
  readonly outcome: PhaseOutcome;
}

export interface LossOptions {
  /** Groups that its losses may have. */
  readonly groups: readonly string[];
  /** Further outputs of the same program. */
  readonly outputs?: (scope: ProgramScope, outcome: PhaseOutcome) => Tensors;
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  readonly results?: Readonly<Record<string, readonly number[]>>;
  readonly given?: Given;
}

/** Loads what a phase contributes and looks at it: groups, finite numbers and gradients. @throws VEM_CONFORMANCE */
export function lookAtLoss(
  bench: Bench,
  what: string,
  phase: (scope: ProgramScope) => PhaseOutcome | undefined,
  options: LossOptions,
): LossLook {
  const { groups, outputs, inputs, results, given } = options;
  const { require } = bench;
  let found: PhaseOutcome = { losses: [] };
  const loaded = bench.load(
    what,
    (scope) => {
      found = phase(scope) ?? { losses: [] };
      const named = (kind: string, tensors: Tensors = {}) =>
        Object.entries(tensors).map(([name, value]) => [`${kind}/${name}`, value] as const);
      const wrong = found.losses.find(({ group }) => !groups.includes(group));
      require(wrong ===
        undefined, 'each loss has a group of the plugin’s own', `a loss of "${wrong?.group}"`, `Losses here belong to ${groups.join(', ') || 'no group'}: whatever else they read counts as constant.`);
      const further = outputs?.(scope, found) ?? {};
      return {
        losses: found.losses,
        outputs: {
          ...Object.fromEntries([...named('metric', found.metrics), ...named('result', found.results)]),
          ...further,
        },
      };
    },
    inputs,
    results,
  );
  const first = loaded.run(given);
  for (const [name, values] of Object.entries(first))
    require(finite(values), `${what}: "${name}" is finite`, [
      ...values.slice(0, 4),
    ], 'Keep logarithms and divisions away from 0.');
  require(near2(
    loaded.run(given),
    first,
  ), `${what} is a function of its inputs`, 'other numbers at a second run', 'Random numbers come from `step.noise`.');
  return { loaded, outcome: found };
}

const near2 = (a: Readonly<Record<string, Float32Array>>, b: Readonly<Record<string, Float32Array>>) =>
  Object.keys(a).every((name) => near(a[name], b[name], 0, 0));

/** Gradients of these losses, all in one. */
export const slopesOf = (outputs: Readonly<Record<string, Float32Array>>): number[] =>
  Object.entries(outputs).flatMap(([name, values]) => (name.startsWith('gradient/') ? [...values] : []));

/** What says of itself that it is a mean over rows is the mean of what its halves are. @throws VEM_CONFORMANCE */
export function checkRows(
  whole: Bench,
  half: Bench,
  [all, part]: readonly [Loaded, Loaded],
  rows: Rows | undefined,
  what: string,
  given: Given = {},
): void {
  if (rows !== 'mean') return;
  half.follow(whole);
  const still: Given = { ...given, noise: 'still' };
  const columns = { ...whole.columns, ...given.columns };
  const halves = [0, 1].map((second) => {
    const taken = Object.entries(columns).map(([name, column]) => {
      const length = column.length / 2;
      return [name, column.slice(second * length, (second + 1) * length)] as const;
    });
    return part.run({ ...still, columns: Object.fromEntries(taken) });
  });
  const together = all.run(still);
  for (const [name, values] of Object.entries(together)) {
    if (!/^(loss|gradient)\//.test(name)) continue;
    const mean = values.map((_, i) => ((halves[0][name]?.[i] ?? 0) + (halves[1][name]?.[i] ?? 0)) / 2);
    const size = Math.max(1e-6, ...mean.map(Math.abs));
    half.require(
      near(values, mean, 2e-3, 2e-3 * size),
      `${what} with \`rows: 'mean'\` is the mean of what it is on parts of the batch`,
      `${[...values.slice(0, 3)]} instead of ${[...mean.slice(0, 3)]} for "${name}"`,
      "Say `rows: 'coupled'` of what normalises over the batch, or sums over it.",
    );
  }
}

/** Largest coupling of what a phase contributes. */
export const couplingOf = ({ losses, rows }: PhaseOutcome): Rows | undefined =>
  losses.length === 0 ? undefined : losses.some((loss) => loss.rows === 'coupled') ? 'coupled' : (rows ?? 'mean');
