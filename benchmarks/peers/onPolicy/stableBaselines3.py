"""Environment steps per second of Stable-Baselines3's PPO on CartPole-v1, learning included. Usage: python stableBaselines3.py STEPS"""

import json
import sys
import time

import torch
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env

torch.set_num_threads(1)
steps = int(sys.argv[1])
model = PPO(
    "MlpPolicy",
    make_vec_env("CartPole-v1", n_envs=4),
    n_steps=128,
    batch_size=128,
    n_epochs=4,
    learning_rate=2.5e-4,
    ent_coef=0.01,
    device="cpu",
    seed=1,
)
model.learn(4096)
started = time.perf_counter()
model.learn(steps, reset_num_timesteps=False)
print(json.dumps({"name": "Stable-Baselines3", "stepsPerSecond": steps / (time.perf_counter() - started)}))
