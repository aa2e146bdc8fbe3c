import type { ComponentState } from '../state/stateful.js';
import { type Require, same } from './examination.js';

interface Remembering {
  state?(): ComponentState;
  restore?(state: ComponentState): void;
}

/** What a component remembers is saved as copies, and comes back. @param use - lets it remember something else */
export function checkStateful(component: object, require: Require, use: () => void = () => {}): void {
  const { state, restore } = component as Remembering;
  require((state === undefined) === (restore === undefined), '`state` and `restore` come together', state
    ? '`state` alone'
    : '`restore` alone', 'Add the other one.');
  if (!state || !restore) return;
  const [save, load] = [state.bind(component), restore.bind(component)];
  use();
  const live = save();
  const saved = structuredClone(live);
  use();
  use();
  require(same(live, saved), 'state() is a copy', 'numbers that change later', 'Copy arrays with `slice()`.');
  load(structuredClone(saved));
  require(same(save(), saved), 'what was saved comes back', 'another state', 'Restore all that `state` gives.');
}
