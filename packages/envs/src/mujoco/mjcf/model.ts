import type { GeomOptions, JointOptions, Vector } from './bodies.js';
import { type Element, element, toXml } from './element.js';

export interface MotorOptions {
  /** N·m (or N) per unit of control. */
  readonly gear?: number;
  /** Controls are clamped to it. */
  readonly ctrlrange: readonly [low: number, high: number];
}

/** A torque (of a slide: a force) at a joint, proportional to its control. */
export const motor = (joint: string, { gear, ctrlrange }: MotorOptions): Element =>
  element('motor', { joint, gear, ctrllimited: true, ctrlrange });

/** A length that is a weighted sum of joint positions. */
export const fixedTendon = (name: string, coefficients: Readonly<Record<string, number>>): Element =>
  element(
    'fixed',
    { name },
    Object.entries(coefficients).map(([joint, coef]) => element('joint', { joint, coef })),
  );

/** Physics of a model. What is left out is as MuJoCo has it. */
export interface ModelOptions {
  /** Of joint ranges; orientations always follow. */
  readonly angle: 'radian' | 'degree';
  /** Seconds. */
  readonly timestep: number;
  readonly integrator?: 'Euler' | 'RK4';
  readonly solver?: 'PGS' | 'CG' | 'Newton';
  readonly iterations?: number;
  /** m/s². */
  readonly gravity?: Vector;
  /** Of the medium, kg/m³ and Pa·s. */
  readonly density?: number;
  readonly viscosity?: number;
  /** Scales all masses and inertias so that the masses add up to it, kg. */
  readonly totalMass?: number;
}

export interface ModelParts {
  readonly options: ModelOptions;
  /** What joints and shapes are unless they say otherwise. */
  readonly joints?: JointOptions;
  readonly geoms?: GeomOptions;
  readonly world: readonly Element[];
  readonly tendons?: readonly Element[];
  readonly actuators: readonly Element[];
}

/** A whole model as MJCF. Masses and inertias always follow from shapes and densities. */
export function modelXml(name: string, { options, joints, geoms, world, tendons = [], actuators }: ModelParts): string {
  const { angle, totalMass, ...physics } = options;
  return toXml(
    element('mujoco', { model: name }, [
      element('compiler', { angle, inertiafromgeom: true, settotalmass: totalMass }),
      element('option', physics),
      element('default', {}, [element('joint', { ...joints }), element('geom', { ...geoms })]),
      element('worldbody', {}, world),
      ...(tendons.length > 0 ? [element('tendon', {}, tendons)] : []),
      element('actuator', {}, actuators),
    ]),
  );
}
