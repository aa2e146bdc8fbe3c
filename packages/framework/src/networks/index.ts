export { ACTIVATION_NAMES, ACTIVATIONS, type Activation } from './activations.js';
export {
  BatchNorm,
  type BatchNormOptions,
  batchNormOptions,
  batchRenormalised,
  type Normalising,
  type OpenBatchNorm,
} from './batchNorm.js';
export { dropoutOption } from './dropout.js';
export { type Deviation, deviationOptions, GaussianNetwork } from './gaussianNetwork.js';
export { Gru, type GruShape } from './gru.js';
export { forwardOnHost, HOST_ACTIVATIONS, type HostActivation, type HostMlpShape } from './hostMlp.js';
export { constant, fanInUniform, glorotUniform, lecunNormal, zeros } from './initialisers.js';
export { LATENT_MEMORY, LatentGaussian, latentsOption } from './latentGaussian.js';
export { layerNorm } from './layerNorm.js';
export { Mlp, type MlpShape } from './mlp.js';
export { type NetworkDefaults, networkOf, networkOptions } from './networkOptions.js';
export { describeNetwork, type InitialiserName, type LayerNormPlaces, type NetworkShape } from './networkShape.js';
export {
  neededToSee,
  type ObservationView,
  partsSeen,
  type Seeing,
  type Sees,
  seesOption,
  viewOf,
} from './observationView.js';
export { type OneHotRows, oneHotRowsOf, type RowsBy, rowsByOption } from './oneHotRows.js';
export { orthogonal } from './orthogonal.js';
