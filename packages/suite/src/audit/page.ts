import { barePage } from '../report/bare.js';
import { html, type Markup } from '../report/markup.js';
import type { Audit, AuditMetrics } from './audit.js';
import { linePicture, statePicture } from './pictures.js';

const ROWS: readonly (readonly [keyof AuditMetrics, string])[] = [
  ['alpha', 'α, temperature'],
  ['discount', 'γ, discount'],
  ['objective', 'J(π), with KL costs'],
  ['best', 'V*, the best there is'],
  ['gap', 'V* − J(π)'],
  ['largestGap', 'largest V* − J of a state'],
  ['kl', 'KL(π‖π^B) over the policy’s time, nats'],
  ['klOfStates', 'KL(π‖π^B) over all states alike, nats'],
  ['largestKl', 'largest KL of a state, nats'],
  ['return', 'discounted return, without KL costs'],
  ['bestReturn', 'the best discounted return'],
  ['returnGap', 'best minus own return'],
];

/** Numbers of an audit, each with what it is. */
export const auditLines = (metrics: AuditMetrics): readonly (readonly [string, string])[] =>
  ROWS.map(([name, what]) => [what, metrics[name].toPrecision(5)]);

const tableOf = (metrics: AuditMetrics): Markup => {
  const rows = auditLines(metrics).map(([what, value]) => html`<tr><th scope="row">${what}</th><td>${value}</td></tr>`);
  return html`<div class="scroll"><table><caption>From where episodes start. π^B ∝ p exp(Q*/α) is the exact posterior under the run’s own prior and temperature.</caption><tbody>${rows}</tbody></table></div>`;
};

function pictures({ tables, beliefs, gaps, picture, cells }: Audit): readonly Markup[] {
  const [policy, exact] = [beliefs.logPolicy.map(Math.exp), gaps.logExact.map(Math.exp)];
  if (cells) {
    const about = 'States to the right, actions upwards; each state’s most likely action is darkest.';
    return [
      linePicture('The policy', about, policy, tables.actions),
      linePicture('The exact posterior', about, exact, tables.actions),
    ];
  }
  const layout = picture ?? { columns: tables.states };
  const shown = (s: number) => tables.terminal_S[s] === 0;
  const gap_S = gaps.best_S.map((best, s) => best - gaps.own_S[s]);
  const draw = (title: string, caption: string, value_S: Float64Array, probability_SA?: Float64Array) =>
    statePicture({ title, caption, value_S, ...(probability_SA ? { probability_SA } : {}) }, layout, shown);
  return [
    draw('The exact posterior', 'Shade: V*. Lines: what it does, longer where more likely.', gaps.best_S, exact),
    draw('The policy', 'Shade: its own J. Lines: what it does.', gaps.own_S, policy),
    draw('What is missing', 'Shade: V* − J of each state.', gap_S),
    draw('How far it is from the posterior', 'Shade: KL(π‖π^B) of each state, in nats.', gaps.kl_S),
    draw('Where it is', 'Shade: share of the policy’s discounted time.', gaps.visited_S),
  ];
}

/** An audit as one page. */
export function auditPage(name: string, audit: Audit): string {
  return barePage(`Audit: ${name}`, 'Who acts, held against the exact posterior of the known model.', [
    tableOf(audit.metrics),
    ...pictures(audit),
  ]);
}
