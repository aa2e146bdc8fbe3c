import type { Preset } from '@vem/framework';
import { a2c } from './a2c.js';
import { actorCriticSvi } from './actorCriticSvi.js';
import { awr } from './awr.js';
import { bayesianPg } from './bayesianPg.js';
import { crossq } from './crossq.js';
import { ddpg } from './ddpg.js';
import { directSac } from './directSac.js';
import { distral } from './distral.js';
import { droq } from './droq.js';
import { erpg } from './erpg.js';
import { gLearning } from './gLearning.js';
import { hdp } from './hdp.js';
import { iadp } from './iadp.js';
import { iterativeSac } from './iterativeSac.js';
import { maxentIrl } from './maxentIrl.js';
import { maxentPg } from './maxentPg.js';
import { mbpo } from './mbpo.js';
import { messagePassing } from './messagePassing.js';
import { mpo } from './mpo.js';
import { mpoParametric } from './mpoParametric.js';
import { mveSac } from './mveSac.js';
import { naturalPg } from './naturalPg.js';
import { ppo } from './ppo.js';
import { priorValueGradients } from './priorValueGradients.js';
import { recurrentSac } from './recurrentSac.js';
import { redq } from './redq.js';
import { reinforceSvi } from './reinforceSvi.js';
import { reps } from './reps.js';
import { rerpi } from './rerpi.js';
import { rwr } from './rwr.js';
import { sac } from './sac.js';
import { sacV1 } from './sacV1.js';
import { smcp } from './smcp.js';
import { softPolicyIteration } from './softPolicyIteration.js';
import { softValueIteration } from './softValueIteration.js';
import { spo } from './spo.js';
import { sql } from './sql.js';
import { td3 } from './td3.js';
import { trpo } from './trpo.js';
import { virel } from './virel.js';
import { vmpo } from './vmpo.js';

export {
  a2c,
  actorCriticSvi,
  awr,
  bayesianPg,
  crossq,
  ddpg,
  directSac,
  distral,
  droq,
  erpg,
  gLearning,
  hdp,
  iadp,
  iterativeSac,
  maxentIrl,
  maxentPg,
  mbpo,
  messagePassing,
  mpo,
  mpoParametric,
  mveSac,
  naturalPg,
  ppo,
  priorValueGradients,
  recurrentSac,
  redq,
  reinforceSvi,
  reps,
  rerpi,
  rwr,
  sac,
  sacV1,
  smcp,
  softPolicyIteration,
  softValueIteration,
  spo,
  sql,
  td3,
  trpo,
  virel,
  vmpo,
};

/** The algorithms of the comparison table, in its order. */
export const presets: readonly Preset[] = [
  sac,
  sql,
  mpo,
  mpoParametric,
  rerpi,
  vmpo,
  ppo,
  trpo,
  naturalPg,
  bayesianPg,
  a2c,
  td3,
  ddpg,
  redq,
  droq,
  crossq,
  recurrentSac,
  iterativeSac,
  directSac,
  sacV1,
  virel,
  awr,
  rwr,
  reps,
  mveSac,
  mbpo,
  priorValueGradients,
  softValueIteration,
  softPolicyIteration,
  messagePassing,
  gLearning,
  maxentIrl,
  distral,
  iadp,
  hdp,
  maxentPg,
  reinforceSvi,
  actorCriticSvi,
  erpg,
  smcp,
  spo,
];
