// Time of one SAC update and of acting on one observation, next to this machine's own matrix products.
// After `npx tsc -b packages/compiler`:
//
//   node packages/compiler/bench/sac.mjs
import { compiledEngine, measure, sacUpdate, sgemmBenchmark } from '../dist/index.js';

const engine = compiledEngine();
const sac = sacUpdate(engine);
const sgemm = sgemmBenchmark();
const seconds = measure({ ...sgemm.workloads, update: sac.update, act: sac.act });
const rate = sgemm.rate(seconds);
const achieved = sac.flops / seconds.update / 1e9;
console.log(`engine       ${engine.description}`);
console.log(`sgemm        ${rate.toFixed(1)} GFLOP/s`);
console.log(
  `sac update   ${(seconds.update * 1e3).toFixed(2)} ms, ${achieved.toFixed(1)} GFLOP/s, ${((100 * achieved) / rate).toFixed(0)} % of sgemm`,
);
console.log(`act, 1 obs.  ${(seconds.act * 1e6).toFixed(1)} µs`);
