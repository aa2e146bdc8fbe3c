"""PPO in one file of PyTorch, as small libraries write it: environment steps per second, or seconds until CartPole-v1 is solved.

Usage: python singleFile.py steps STEPS | python singleFile.py solve SEED
"""

import json
import sys
import time

import gymnasium as gym
import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical

torch.set_num_threads(1)
STARTED = time.perf_counter()
WHAT, NUMBER = sys.argv[1], int(sys.argv[2])
SEED = NUMBER if WHAT == "solve" else 1
torch.manual_seed(SEED)
SOLVED, LAST_EPISODES, BUDGET, RATE = 475, 100, 500_000, 2.5e-4
NAME = "one file of PyTorch"
ENVIRONMENTS, LENGTH, EPOCHS, MINIBATCHES, GAMMA, LAMBDA = 4, 128, 4, 4, 0.99, 0.95


def network(outputs, gain):
    sizes = [(4, 64, np.sqrt(2)), (64, 64, np.sqrt(2)), (64, outputs, gain)]
    layers = []
    for inputs, width, scale in sizes:
        layer = nn.Linear(inputs, width)
        nn.init.orthogonal_(layer.weight, scale)
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.Tanh()]
    return nn.Sequential(*layers[:-1])


actor, critic = network(2, 0.01), network(1, 1.0)
parameters = [*actor.parameters(), *critic.parameters()]
optimiser = torch.optim.Adam(parameters, lr=RATE, eps=1e-5)
environments = gym.vector.SyncVectorEnv([lambda: gym.make("CartPole-v1")] * ENVIRONMENTS)
observation = torch.tensor(environments.reset(seed=SEED)[0], dtype=torch.float32)
ended = torch.zeros(ENVIRONMENTS)
running_returns = np.zeros(ENVIRONMENTS)
episode_returns = []


def rollout():
    global observation, ended
    kept = {name: [] for name in ("observation", "action", "logProb", "reward", "ended", "value")}
    for _ in range(LENGTH):
        with torch.no_grad():
            policy = Categorical(logits=actor(observation))
            action = policy.sample()
            value = critic(observation).squeeze(1)
        row = (observation, action, policy.log_prob(action), ended, value)
        for name, tensor in zip(("observation", "action", "logProb", "ended", "value"), row):
            kept[name].append(tensor)
        following, reward, terminated, truncated, _ = environments.step(action.numpy())
        running_returns[:] += reward
        for index in np.flatnonzero(terminated | truncated):
            episode_returns.append(running_returns[index])
            running_returns[index] = 0
        kept["reward"].append(torch.tensor(reward, dtype=torch.float32))
        observation = torch.tensor(following, dtype=torch.float32)
        ended = torch.tensor(terminated | truncated, dtype=torch.float32)
    rows = {name: torch.stack(tensors) for name, tensors in kept.items()}
    with torch.no_grad():
        last = critic(observation).squeeze(1)
    advantage = torch.zeros(LENGTH, ENVIRONMENTS)
    running = torch.zeros(ENVIRONMENTS)
    for step in reversed(range(LENGTH)):
        goes_on = 1 - (ended if step == LENGTH - 1 else rows["ended"][step + 1])
        next_value = last if step == LENGTH - 1 else rows["value"][step + 1]
        delta = rows["reward"][step] + GAMMA * next_value * goes_on - rows["value"][step]
        running = delta + GAMMA * LAMBDA * goes_on * running
        advantage[step] = running
    rows["advantage"], rows["return"] = advantage, advantage + rows["value"]
    return {name: tensor.flatten(0, 1) for name, tensor in rows.items()}


def learn(rows):
    total = LENGTH * ENVIRONMENTS
    for _ in range(EPOCHS):
        for indices in torch.randperm(total).chunk(MINIBATCHES):
            batch = {name: tensor[indices] for name, tensor in rows.items()}
            policy = Categorical(logits=actor(batch["observation"]))
            ratio = (policy.log_prob(batch["action"]) - batch["logProb"]).exp()
            advantage = (batch["advantage"] - batch["advantage"].mean()) / (batch["advantage"].std() + 1e-8)
            surrogate = torch.max(-advantage * ratio, -advantage * ratio.clamp(0.8, 1.2)).mean()
            value = critic(batch["observation"]).squeeze(1)
            near = batch["value"] + (value - batch["value"]).clamp(-0.2, 0.2)
            error = 0.5 * torch.max((value - batch["return"]) ** 2, (near - batch["return"]) ** 2).mean()
            loss = surrogate - 0.01 * policy.entropy().mean() + 0.5 * error
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 0.5)
            optimiser.step()


def train(steps):
    for _ in range(steps // (LENGTH * ENVIRONMENTS)):
        learn(rollout())


def steps(count):
    train(4096)
    started = time.perf_counter()
    train(count)
    return {"name": NAME, "stepsPerSecond": count / (time.perf_counter() - started)}


def solve():
    rows = LENGTH * ENVIRONMENTS
    for rollouts in range(BUDGET // rows):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - rollouts * rows / BUDGET)
        learn(rollout())
        last = episode_returns[-LAST_EPISODES:]
        if len(last) == LAST_EPISODES and np.mean(last) >= SOLVED:
            return {"name": NAME, "seconds": time.perf_counter() - STARTED, "envSteps": (rollouts + 1) * rows}
    return {"name": NAME, "seconds": None, "envSteps": BUDGET}


print(json.dumps(solve() if WHAT == "solve" else steps(NUMBER)))
