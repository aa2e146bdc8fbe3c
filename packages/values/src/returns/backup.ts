import type { TransitionTables } from '@vem/framework';

/**
 * [S, A] in float64, Q = Σ_{s′} P(s′|s, a) (r + γ (1 − d) V(s′)): Bellman's equation, Sutton and Barto 2018, eq. 4.4. Rewards
 * are those of the tables.
 *
 * @param value_S - [S], V
 */
export function backup(
  { states, actions, transition_SAS, reward_SAS, terminal_S }: TransitionTables,
  value_S: Float64Array,
  discount: number,
): Float64Array {
  return Float64Array.from({ length: states * actions }, (_, pair) => {
    let sum = 0;
    for (let next = 0; next < states; next++) {
      const worth = terminal_S[next] ? 0 : discount * value_S[next];
      sum += transition_SAS[pair * states + next] * (reward_SAS[pair * states + next] + worth);
    }
    return sum;
  });
}
