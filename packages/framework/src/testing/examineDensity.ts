import type { BoundSlot } from '../composition/definePlugin.js';
import type { ActionSpace } from '../environment/spaces.js';
import { box, finite } from '../environment/spaces.js';
import { checkFinite } from './finite.js';
import { checkIntegral, checkVolume, coordinatesOf } from './mass.js';
import { checkMembers } from './members.js';
import { checkRatios } from './ratios.js';
import { type Drawn, drawSamples } from './samples.js';
import { checkGradients } from './slopes.js';
import { type Conditions, ROWS, Subject } from './subject.js';

/** Spaces of actions that fit what the plugin declares. */
export function fittingActions({ provides }: BoundSlot): readonly ActionSpace[] {
  const boxes = [box({ low: [-2], high: [2] }), box({ low: [-1, 0, -10], high: [1, 5, 10] })];
  // Weights on recorded actions can be evaluated in no space, and are for any actions.
  const has = (...capabilities: string[]) => ['perBatch', ...capabilities].some((name) => provides.includes(name));
  return [...(has('space:u', 'space:box') ? boxes : []), ...(has('space:finite') ? [finite(3)] : [])];
}

/** All checks of one density on one space of actions. @throws VEM_CONFORMANCE, and what recording programs throws */
export function examineDensity(subject: Subject): void {
  const members = checkMembers(subject);
  const { spaces } = members;
  const drawn = members.has('sample') ? drawSamples(subject) : undefined;
  if (members.has('mode')) checkMode(subject, drawn);
  if (subject.action.kind === 'finite') checkFinite(subject, members, drawn);
  const measured = members.has('logProb') && !members.ofPairs;
  if (measured && subject.action.kind === 'box') {
    if (subject.action.dimension === 1) checkIntegral(subject, members, drawn);
    if (drawn) checkVolume(subject, members, drawn);
  }
  if (measured && drawn) checkRatios(subject, members, drawn);
  checkGradients(subject, spaces, measured && subject.action.kind === 'box' ? coordinatesOf(spaces, drawn) : undefined);
}

/** How far parameters are moved for the second look: far enough that what starts alike differs. */
export const MOVED = 0.4;

/** On each space of actions; where there are parameters, once more with others than at their start, where much is 0. */
export function examineAll(bound: BoundSlot, conditions: Conditions, density: Subject['density']): void {
  for (const [index, action] of (conditions.actions ?? fittingActions(bound)).entries()) {
    const subject = new Subject(bound, action, conditions, density);
    examineDensity(subject);
    if (index === 0 && subject.stage.ownGroups.length > 0)
      examineDensity(new Subject(bound, action, conditions, density, MOVED));
  }
}

function checkMode(subject: Subject, drawn: Drawn | undefined): void {
  const { mode } = subject.run('mode', { observation: subject.observations() }, (scope, { observation }) => ({
    mode: subject.density(scope, observation).mode!().action_SBA,
  }));
  const expected = [1, ROWS, subject.width];
  subject.require(
    String(mode.shape) === String(expected),
    `mode() has shape [${expected}] at ${ROWS} states`,
    `[${mode.shape}]`,
    'It is one sample.',
  );
  const bounded = drawn?.squash !== 'identity';
  const bad = mode.data.findIndex((value) => !Number.isFinite(value) || (bounded && Math.abs(value) > 1));
  subject.require(bad < 0, 'mode() lies where samples lie', `${mode.data[bad]}`, 'Squash it like a sample.');
}
