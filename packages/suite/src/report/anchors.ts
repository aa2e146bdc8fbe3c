/** Two points of an environment's return that stand for 0 and 1 on a scale that tasks share. */
export interface Anchors {
  /** Mean return of actions drawn uniformly, over 1000 episodes (`benchmarks/anchors/random.mjs`). */
  readonly random: number;
  /** A return that counts as solved. */
  readonly solved: number;
  /** Where that comes from. */
  readonly source: string;
}

const GYMNASIUM = "reward threshold of Gymnasium's registry";

/** By environment. Of those that are not here, scores are not normalised and not pooled. */
export const ANCHORS: Readonly<Record<string, Anchors>> = {
  'CartPole-v1': { random: 22.23, solved: 475, source: GYMNASIUM },
  'MountainCarContinuous-v0': { random: -33.07, solved: 90, source: GYMNASIUM },
  'Acrobot-v1': { random: -498.7, solved: -100, source: GYMNASIUM },
  'HalfCheetah-v5': { random: -281.5, solved: 4800, source: GYMNASIUM },
  'Hopper-v5': { random: 16.81, solved: 3800, source: GYMNASIUM },
  'Ant-v5': { random: -52.49, solved: 6000, source: GYMNASIUM },
  'Swimmer-v5': { random: 0.432, solved: 360, source: GYMNASIUM },
  'Reacher-v5': { random: -42.94, solved: -3.75, source: GYMNASIUM },
  'Pusher-v5': { random: -149.7, solved: 0, source: GYMNASIUM },
  'InvertedPendulum-v5': { random: 5.075, solved: 950, source: GYMNASIUM },
  'InvertedDoublePendulum-v5': { random: 46.87, solved: 9100, source: GYMNASIUM },
  'Pendulum-v1': {
    random: -1230,
    solved: -150,
    source: 'about what tuned agents of the RL Baselines3 Zoo reach; Gymnasium has no threshold',
  },
  PointMass2D: {
    random: -12.61,
    solved: -1.8,
    source: 'what runs reach that pass the criterion, ending within 1 of the goal',
  },
  'Walker2d-v5': {
    random: 1.675,
    solved: 4000,
    source: 'as much as Hopper and Ant ask for, in round figures; Gymnasium has no threshold',
  },
};

/** A return on the scale from the random policy, 0, to a solved task, 1; better than solved is more than 1. */
export const normalise = ({ random, solved }: Anchors, score: number): number => (score - random) / (solved - random);
