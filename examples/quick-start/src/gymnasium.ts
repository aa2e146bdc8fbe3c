import { gymnasium } from '@vem/envs';
import { compose } from '@vem/framework';
import { sac } from '@vem/presets';

const environment = gymnasium('Pendulum-v1', { make: { g: 9.81 } });
const run = compose({ ...sac(), environment }, { seed: 1 });
for await (const report of run.train({ envSteps: 2_000 })) console.log(report.envSteps, report.episodeReturn);
console.log(await run.evaluate({ episodes: 5 }));
run.dispose();
