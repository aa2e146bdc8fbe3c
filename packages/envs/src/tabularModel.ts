/** A finite Markov decision process, written out. States and actions are indices. */
export interface TabularModel {
  readonly states: number;
  readonly actions: number;
  /** `transition[s][a][s′]`: probability of s′; sums to 1 over s′. */
  readonly transition: readonly (readonly (readonly number[])[])[];
  /** `reward[s][a][s′]`: reward of that transition (0 where it is impossible). */
  readonly reward: readonly (readonly (readonly number[])[])[];
  /** `terminal[s]`: the episode ends on arrival in s; its rows are self-loops without reward. */
  readonly terminal: readonly boolean[];
  /** `start[s]`: probability that an episode starts in s. */
  readonly start: readonly number[];
}

/** `expected[s][a]`: Σ over s′ of transition · reward. */
export function expectedReward({ transition, reward }: TabularModel): number[][] {
  return transition.map((ofState, s) =>
    ofState.map((ofAction, a) =>
      ofAction.reduce((sum, probability, next) => sum + probability * reward[s][a][next], 0),
    ),
  );
}
