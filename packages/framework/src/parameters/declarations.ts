import { type GroupOptions, ParameterGroup, type TargetRule } from './group.js';
import * as errors from './parameterErrors.js';

/** What slots ask for while a run is composed, in whatever order they do. */
export class ParameterDeclarations {
  readonly #groups = new Map<string, ParameterGroup>();
  readonly #followed = new Map<string, TargetRule>();
  readonly #extended: [name: string, declare: (group: ParameterGroup) => void][] = [];

  get names(): readonly string[] {
    return [...this.#groups.keys()];
  }

  find(name: string): ParameterGroup | undefined {
    return this.#groups.get(name);
  }

  /** @throws VEM_PARAMETER_DECLARED_TWICE */
  add(name: string, options: GroupOptions): ParameterGroup {
    if (this.#groups.has(name)) throw errors.declaredTwice(name);
    const group = new ParameterGroup(name, options);
    this.#groups.set(name, group);
    return group;
  }

  /** A target copy of a group. @throws VEM_PARAMETER_DECLARED_TWICE */
  follow(name: string, rule: TargetRule): void {
    if (this.#followed.has(name)) throw errors.declaredTwice(`${name}@target`);
    this.#followed.set(name, rule);
  }

  /** Tensors behind those of a group. */
  extend(name: string, declare: (group: ParameterGroup) => void): void {
    this.#extended.push([name, declare]);
  }

  /** How the target copy of a group follows, if it has one. @throws VEM_PARAMETER_DECLARED_TWICE */
  targetRule({ name, options }: ParameterGroup): TargetRule | undefined {
    if (options.target && this.#followed.has(name)) throw errors.declaredTwice(`${name}@target`);
    return options.target ?? this.#followed.get(name);
  }

  /**
   * The groups with all that was asked for, those without a number left out.
   *
   * @throws VEM_PARAMETER_GROUP_UNKNOWN where something was asked of a group that nobody declares
   */
  settle(): readonly ParameterGroup[] {
    for (const name of this.#followed.keys()) this.#require(name);
    for (const [name, declare] of this.#extended) declare(this.#require(name));
    return [...this.#groups.values()].filter((group) => group.size > 0);
  }

  #require(name: string): ParameterGroup {
    const group = this.#groups.get(name);
    if (!group) throw errors.unknownGroup(name, this.names);
    return group;
  }
}
