export { CAPABILITIES, type Capability, OPTIONAL_SLOTS, SLOT_NAMES } from './capabilities.js';
export { compose, composeFromConfig, composeUnchecked } from './compose.js';
export {
  type AnyPlugin,
  type BoundSlot,
  definePlugin,
  type Plugin,
  type PluginSpec,
  type Source,
} from './definePlugin.js';
export {
  definePluginPackage,
  isPluginPackage,
  type PackagedSuite,
  type PluginPackage,
  type PluginPackageSpec,
} from './definePluginPackage.js';
export {
  type Cell,
  definePreset,
  findPreset,
  PRESET,
  type Preset,
  type PresetInfo,
  type PresetRun,
  type VariantSpec,
} from './definePreset.js';
export { bindSlot, describeSlots, slotsFromConfig } from './describeSlots.js';
export { type EnvironmentPlugin, environmentPlugin } from './environmentPlugin.js';
export { findPlugin, type PluginFamily } from './pluginFamily.js';
export type { ResolvedSlots } from './resolvedSlots.js';
export { chooseSlots, resolveSlots } from './resolveSlots.js';
export { type Resumed, type ResumeOptions, resumeFromConfig, resumeRun } from './resume.js';
export {
  type ByActionSpace,
  type Checked,
  isBoundSlot,
  isByActionSpace,
  type SlotMap,
  type SlotValue,
} from './slotMap.js';
export { type Token, Tokens, token } from './tokens.js';
