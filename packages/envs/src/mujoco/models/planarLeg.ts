import { body, hinge, LOOSE, minus, rod, slide, turnedAboutY, type Vector, X, Y, Z } from '../mjcf/bodies.js';
import type { Element } from '../mjcf/element.js';

/** Heights above the ground of an upright body, m: those of hopper and walker are the same. */
const HEIGHT = { head: 1.45, torso: 1.25, hip: 1.05, knee: 0.6, shin: 0.35, ankle: 0.1 } as const;
const HIP_TO_KNEE_CENTRE = (HEIGHT.hip + HEIGHT.knee) / 2;
const FRICTION = 0.9;

const at = (height: number, x = 0): Vector => [x, 0, height];

/** The torso of a body that moves in the plane y = 0, with the joints that place it there. Its height is measured from the ground. */
export const planarTorso = (legs: readonly Element[]): Element =>
  body('torso', at(HEIGHT.torso), [
    slide('rootx', X, { ...LOOSE, pos: at(-HEIGHT.torso) }),
    slide('rootz', Z, { ...LOOSE, pos: at(-HEIGHT.torso), ref: HEIGHT.torso }),
    hinge('rooty', Y, LOOSE),
    rod((HEIGHT.head - HEIGHT.hip) / 2, 0.05, { friction: FRICTION }),
    ...legs,
  ]);

export interface PlanarLeg {
  /** Appended to the names of joints and bodies. */
  readonly suffix: string;
  readonly foot: {
    /** How far the foot's front lies before the ankle, m. */
    readonly reach: number;
    readonly halfLength: number;
    readonly friction: number;
  };
}

/** Thigh, leg and foot in a chain, for `planarTorso`. Ranges are in degrees. */
export function planarLeg({ suffix, foot }: PlanarLeg): Element {
  const axis = minus(Y);
  return body(`thigh${suffix}`, at(HEIGHT.hip - HEIGHT.torso), [
    hinge(`thigh${suffix}_joint`, axis, { range: [-150, 0] }),
    rod((HEIGHT.hip - HEIGHT.knee) / 2, 0.05, { pos: at(HIP_TO_KNEE_CENTRE - HEIGHT.hip), friction: FRICTION }),
    body(`leg${suffix}`, at(HEIGHT.shin - HEIGHT.hip), [
      hinge(`leg${suffix}_joint`, axis, { pos: at(HEIGHT.knee - HEIGHT.shin), range: [-150, 0] }),
      rod((HEIGHT.knee - HEIGHT.ankle) / 2, 0.04, { friction: FRICTION }),
      body(`foot${suffix}`, at(-HEIGHT.shin, foot.reach), [
        hinge(`foot${suffix}_joint`, axis, { pos: at(HEIGHT.ankle, -foot.reach), range: [-45, 45] }),
        rod(foot.halfLength, 0.06, {
          pos: at(HEIGHT.ankle, -foot.reach / 2),
          quat: turnedAboutY(-Math.PI / 2),
          friction: foot.friction,
        }),
      ]),
    ]),
  ]);
}

/** The joints of a leg that motors drive, from the hip outwards. */
export const planarLegJoints = (suffix: string): readonly string[] =>
  ['thigh', 'leg', 'foot'].map((segment) => `${segment}${suffix}_joint`);
