import { pendulum } from '@vem/envs';
import { compose, fromRun, listCheckpoints, resumeRun } from '@vem/framework';
import { sac } from '@vem/presets';
import { learnedGaussian } from '@vem/priors';

const directory = 'runs/resumable/checkpoints';
const slots = { ...sac(), environment: pendulum() };

const run =
  listCheckpoints(directory).length > 0 ? (await resumeRun(slots, directory)).run : compose(slots, { seed: 1 });

run.on('checkpoint', ({ envSteps }) => console.log('stored', envSteps));
run.on('report', ({ evaluation }) => {
  if (evaluation && evaluation.meanReturn > -200) run.stop();
});
const checkpoints = { directory, every: 2000, keep: 3 };
for await (const report of run.train({ envSteps: 20_000, evaluateEvery: 2000, checkpoints }))
  console.log(report.envSteps);

const next = compose(
  { ...slots, prior: learnedGaussian({ trainable: false, deviation: 'exponential' }) },
  { seed: 2, initialise: { prior: fromRun(`${directory}/best`, { group: 'posterior' }) } },
);
console.log(await next.evaluate({ episodes: 5 }));
