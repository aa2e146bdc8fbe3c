"""One measurement of Stable-Baselines3, SBX or Gymnasium. Driven by run.mjs, see there.

    python peer.py sb3|sbx|gymnasium updates|steps|stepping --environment ID --cores N --seconds S --seed K [--fused U]
                   [--units 256,256] [--batch 256]

SAC with the libraries' defaults: two critics and a policy of these units, Adam 3e-4, one update per step. With
--fused U, every U environment steps are followed by U updates in one call: as many updates, from an older policy.

Prints {"ready": true} when everything is compiled and warm, waits for a line on standard input, measures, and prints
{"rate": per second, "count", "seconds"}.
"""

import argparse
import json
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("library", choices=["sb3", "sbx", "gymnasium"])
parser.add_argument("kind", choices=["updates", "steps", "stepping"])
parser.add_argument("--environment", required=True)
parser.add_argument("--cores", type=int, required=True)
parser.add_argument("--seconds", type=float, required=True)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--fused", type=int, default=1)
parser.add_argument("--units", type=lambda text: [int(size) for size in text.split(",")], default=[256, 256])
parser.add_argument("--batch", type=int, default=256)
arguments = parser.parse_args()

# Before the libraries are imported. JAX goes by the cores that the process may run on, which run.mjs sets.
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = str(arguments.cores)
os.environ["JAX_PLATFORMS"] = "cpu"

import gymnasium  # noqa: E402
import numpy as np  # noqa: E402

EXPERIENCE = 20_000
LEARNING_STARTS = 1000
# Updates before the measurement, so that everything is compiled and caches are warm.
WARM = 200


class CheetahShape(gymnasium.Env):
    """HalfCheetah's spaces without its physics: a leaky walk of the observations that the actions push."""

    observation_space = gymnasium.spaces.Box(-np.inf, np.inf, (17,), np.float64)
    action_space = gymnasium.spaces.Box(-1, 1, (6,), np.float32)
    pushed = np.arange(17) % 6

    def reset(self, seed=None, options=None):
        super().reset(seed=seed)
        self.state = self.np_random.standard_normal(17)
        return self.state.copy(), {}

    def step(self, action):
        self.state = 0.95 * self.state + 0.1 * action[self.pushed]
        return self.state.copy(), float(self.state[0]), False, False, {}


gymnasium.register("CheetahShape", CheetahShape, max_episode_steps=1000)


def say(value):
    print(json.dumps(value), flush=True)


def wait_for_start():
    say({"ready": True})
    sys.stdin.readline()


def result(count, seconds):
    say({"rate": count / seconds, "count": count, "seconds": seconds})


def make_model(environment):
    settings = {
        "batch_size": arguments.batch,
        "learning_starts": LEARNING_STARTS,
        "train_freq": arguments.fused,
        "gradient_steps": arguments.fused,
        "policy_kwargs": {"net_arch": arguments.units},
        "seed": arguments.seed,
        "device": "cpu",
    }
    if arguments.library == "sb3":
        import torch
        from stable_baselines3 import SAC

        torch.set_num_threads(arguments.cores)
    else:
        from sbx import SAC
    return SAC("MlpPolicy", environment, **settings)


def finish(model):
    """Waits for what JAX has been given and not done yet."""
    if arguments.library == "sbx":
        import jax

        jax.block_until_ready((model.policy.actor_state.params, model.policy.qf_state.params))


def measure_updates():
    from stable_baselines3.common.logger import configure

    model = make_model(gymnasium.make(arguments.environment))
    model.set_logger(configure(None, []))
    random = np.random.default_rng(arguments.seed)
    observation_size, action_size = model.observation_space.shape[0], model.action_space.shape[0]
    for _ in range(EXPERIENCE):
        model.replay_buffer.add(
            random.standard_normal((1, observation_size)).astype(np.float32),
            random.standard_normal((1, observation_size)).astype(np.float32),
            random.uniform(-1, 1, (1, action_size)).astype(np.float32),
            random.standard_normal(1).astype(np.float32),
            np.zeros(1, bool),
            [{}],
        )

    def update():
        model.train(gradient_steps=arguments.fused, batch_size=arguments.batch)

    for _ in range(-(-WARM // arguments.fused) + 1):
        update()
    finish(model)
    wait_for_start()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < arguments.seconds:
        update()
        count += arguments.fused
    finish(model)
    result(count, time.perf_counter() - start)


def measure_steps():
    from stable_baselines3.common.callbacks import BaseCallback

    class Stopwatch(BaseCallback):
        start = None
        end = None

        def _on_step(self):
            # After a whole number of rounds of acting and learning, so that none of it is left out.
            if self.num_timesteps % arguments.fused != 0:
                return True
            if self.start is None:
                if self.num_timesteps >= LEARNING_STARTS + max(WARM, 2 * arguments.fused):
                    finish(self.model)
                    wait_for_start()
                    self.first, self.start = self.num_timesteps, time.perf_counter()
                return True
            now = time.perf_counter()
            if now - self.start < arguments.seconds:
                return True
            finish(self.model)
            self.count, self.end = self.num_timesteps - self.first, time.perf_counter()
            return False

    watch = Stopwatch()
    make_model(gymnasium.make(arguments.environment)).learn(total_timesteps=10**9, callback=watch)
    result(watch.count, watch.end - watch.start)


def measure_stepping():
    environment = gymnasium.make(arguments.environment, disable_env_checker=True)
    environment.reset(seed=arguments.seed)
    environment.action_space.seed(arguments.seed)
    actions = [environment.action_space.sample() for _ in range(1024)]

    def steps(count):
        for i in range(count):
            _, _, terminated, truncated, _ = environment.step(actions[i])
            if terminated or truncated:
                environment.reset()

    steps(1024)
    wait_for_start()
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < arguments.seconds:
        steps(128)
        count += 128
    result(count, time.perf_counter() - start)


{"updates": measure_updates, "steps": measure_steps, "stepping": measure_stepping}[arguments.kind]()
