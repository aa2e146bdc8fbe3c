"""Steps Gymnasium's MuJoCo environments as `compare.mjs` asks: reads lines `id steps`, answers each with one JSON line.

The environments are taken out of their wrappers, which leaves the least work around the physics; episodes end at their
time limits and terminations all the same.
"""

import json
import sys
import time
import warnings

import gymnasium
import mujoco
import numpy as np

PINNED = {"gymnasium": "1.4.0", "mujoco": "3.14.0"}
for module in (gymnasium, mujoco):
    if module.__version__ != PINNED[module.__name__]:
        sys.exit(f"{module.__name__} {PINNED[module.__name__]} is what vem is compared with; found {module.__version__}")

warnings.filterwarnings("ignore")
ACTIONS = 1000
environments = {}


def prepared(environment_id):
    if environment_id not in environments:
        made = gymnasium.make(environment_id, disable_env_checker=True)
        environment, limit = made.unwrapped, made.spec.max_episode_steps
        space = environment.action_space
        actions = np.random.default_rng(0).uniform(space.low, space.high, (ACTIONS, space.shape[0])).astype(np.float32)
        environment.reset(seed=0)
        environments[environment_id] = environment, limit, list(actions)
    return environments[environment_id]


print(json.dumps({"python": sys.version.split()[0], "numpy": np.__version__, **PINNED}), flush=True)
for line in sys.stdin:
    environment_id, steps = line.split()
    environment, limit, actions = prepared(environment_id)
    elapsed = 0
    wall, cpu = time.perf_counter(), time.process_time()
    for step in range(int(steps)):
        _, _, terminated, _, _ = environment.step(actions[step % ACTIONS])
        elapsed += 1
        if terminated or elapsed == limit:
            environment.reset()
            elapsed = 0
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}), flush=True)
