import type { MainModule, MjData, MjModel } from '@mujoco/mujoco';

/** What tasks read and write of MuJoCo's data, by MuJoCo's names: views of its memory, row by row. */
const ARRAYS = [
  'qpos',
  'qvel',
  'qacc_warmstart',
  'ctrl',
  'xpos',
  'xipos',
  'site_xpos',
  'cinert',
  'cvel',
  'cfrc_ext',
  'qfrc_actuator',
  'qfrc_constraint',
  'geom_xpos',
  'geom_xmat',
] as const;

export type Arrays = Readonly<Record<(typeof ARRAYS)[number], Float64Array>>;

/** A compiled model with the working memory of one simulation, both in WebAssembly memory until `dispose`. */
export class Simulation {
  /** Positions, degrees of freedom, controls. */
  readonly nq: number;
  readonly nv: number;
  readonly nu: number;
  /** Seconds per simulation step. */
  readonly timestep: number;
  /** [nq], the reference configuration. */
  readonly qpos0: Float64Array;
  /** [bodies], kg, the world first. */
  readonly bodyMass: Float64Array;
  readonly #mujoco: MainModule;
  readonly #model: MjModel;
  readonly #data: MjData;
  #arrays: Arrays;

  /** @param xml - a model in MJCF */
  constructor(mujoco: MainModule, xml: string) {
    this.#mujoco = mujoco;
    this.#model = mujoco.MjModel.from_xml_string(xml);
    this.#data = new mujoco.MjData(this.#model);
    this.nq = this.#model.nq;
    this.nv = this.#model.nv;
    this.nu = this.#model.nu;
    this.timestep = this.#model.opt.timestep;
    this.qpos0 = this.#model.qpos0.slice();
    this.bodyMass = this.#model.body_mass.slice();
    this.#arrays = this.#views();
  }

  /** Where a body of this name stands among the rows of body arrays. */
  body(name: string): number {
    return this.#mujoco.mj_name2id(this.#model, this.#mujoco.mjtObj.mjOBJ_BODY.value, name);
  }

  /** The bodies' shapes: MuJoCo's number of the shape, its three sizes, the row of its body. */
  get geoms(): { readonly type: number; readonly size: readonly number[]; readonly body: number }[] {
    const { ngeom, geom_type, geom_size, geom_bodyid } = this.#model;
    return Array.from({ length: ngeom }, (_, i) => ({
      type: geom_type[i],
      size: [geom_size[3 * i], geom_size[3 * i + 1], geom_size[3 * i + 2]],
      body: geom_bodyid[i],
    }));
  }

  /** About how far the model reaches around its centre in the reference configuration, m. */
  get extent(): number {
    return this.#model.stat.extent;
  }

  /** Views of the data as it is now. Take them anew after each call: memory that grows detaches all views. */
  get arrays(): Arrays {
    if (this.#arrays.qpos.byteLength === 0) this.#arrays = this.#views();
    return this.#arrays;
  }

  /** Back to the reference configuration at rest, everything else zero. */
  reset(): void {
    this.#mujoco.mj_resetData(this.#model, this.#data);
  }

  /** Everything that follows from positions, velocities and controls, without a step. */
  forward(): void {
    this.#mujoco.mj_forward(this.#model, this.#data);
  }

  /** So many steps under constant controls, then the contact forces at the bodies (`cfrc_ext`). */
  advance(steps: number): void {
    const mujoco = this.#mujoco;
    for (let i = 0; i < steps; i++) mujoco.mj_step(this.#model, this.#data);
    mujoco.mj_rnePostConstraint(this.#model, this.#data);
  }

  dispose(): void {
    this.#data.delete();
    this.#model.delete();
  }

  #views(): Arrays {
    const data = this.#data;
    return Object.fromEntries(ARRAYS.map((name) => [name, data[name] as Float64Array])) as Arrays;
  }
}
