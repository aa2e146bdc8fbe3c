"""PPO of Stable-Baselines3 on CartPole-v1, learning included: environment steps per second, or seconds until it is solved.

Usage: python stableBaselines3.py steps STEPS | python stableBaselines3.py solve SEED
"""

import json
import sys
import time

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.env_util import make_vec_env

torch.set_num_threads(1)
SOLVED, LAST_EPISODES, BUDGET = 475, 100, 500_000
NAME = "Stable-Baselines3"


def make(seed):
    return PPO(
        "MlpPolicy",
        make_vec_env("CartPole-v1", n_envs=4, seed=seed),
        n_steps=128,
        batch_size=128,
        n_epochs=4,
        learning_rate=lambda left: 2.5e-4 * left,
        ent_coef=0.01,
        device="cpu",
        seed=seed,
    )


class Solved(BaseCallback):
    """Ends at the first roll-out after which the last episodes are good enough."""

    solved = False

    def _on_step(self):
        return not self.solved

    def _on_rollout_end(self):
        last = [episode["r"] for episode in self.model.ep_info_buffer]
        self.solved = len(last) == LAST_EPISODES and sum(last) >= SOLVED * LAST_EPISODES


def steps(count):
    model = make(1)
    model.learn(4096)
    started = time.perf_counter()
    model.learn(count, reset_num_timesteps=False)
    return {"name": NAME, "stepsPerSecond": count / (time.perf_counter() - started)}


def solve(seed):
    started = time.perf_counter()
    model, callback = make(seed), Solved()
    model.learn(BUDGET, callback=callback)
    seconds = time.perf_counter() - started if callback.solved else None
    return {"name": NAME, "seconds": seconds, "envSteps": model.num_timesteps}


what, number = sys.argv[1], int(sys.argv[2])
print(json.dumps(solve(number) if what == "solve" else steps(number)))
