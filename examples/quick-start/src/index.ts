import { pendulum } from '@vem/envs';
import { compose, loadPolicy } from '@vem/framework';
import { targetKl } from '@vem/posteriors';
import { sac } from '@vem/presets';
import { gaussian } from '@vem/priors';

const slots = { ...sac(), environment: pendulum(), prior: gaussian(), temperature: targetKl({ nats: 1.5 }) };
const run = compose(slots, { seed: 1 });
for await (const report of run.train({ envSteps: 10_000 })) console.log(report.envSteps, report.episodeReturn);
console.log(await run.evaluate({ episodes: 20 }));
await run.save('runs/quick-start');

const policy = await loadPolicy('runs/quick-start');
console.log(policy.act([1, 0, 0]));
