"""Maximum-causal-entropy inverse reinforcement learning on Cliff, written anew with NumPy alone.

    python benchmarks/demonstrations/secondImplementation.py FOLDER [decay ...]

FOLDER has the episodes that `cliff.mjs FOLDER` wrote; each is fitted with a reward of state and action. It shares nothing with the
packages: the cliff, the soft backward pass, visits, gradient and minimiser (L-BFGS with backtracking) are those of this file.
"""
import json
import sys
from pathlib import Path

import numpy as np

ROWS, COLUMNS, HORIZON = 4, 12, 200
STATES, ACTIONS = ROWS * COLUMNS, 4
START, GOAL = 36, 47
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]


def cliff():
    """Next state [S, A] and reward [S, A]; nothing is left to chance."""
    following = np.zeros((STATES, ACTIONS), int)
    reward = np.zeros((STATES, ACTIONS))
    for state in range(STATES):
        for action, (down, right) in enumerate(MOVES):
            row = min(max(state // COLUMNS + down, 0), ROWS - 1)
            column = min(max(state % COLUMNS + right, 0), COLUMNS - 1)
            there = row * COLUMNS + column
            falls = START < there < GOAL
            following[state, action] = START if falls else there
            reward[state, action] = -100 if falls else -1
    return following, reward


FOLLOWING, REWARD = cliff()


def policies(reward):
    """log pi [T, S, A] and V_0 [S], backwards; the prior is uniform and alpha 1."""
    value = np.zeros(STATES)
    log_policy = np.zeros((HORIZON, STATES, ACTIONS))
    for time in reversed(range(HORIZON)):
        q = reward + value[FOLLOWING] - np.log(ACTIONS)
        top = q.max(1, keepdims=True)
        value = (top + np.log(np.exp(q - top).sum(1, keepdims=True)))[:, 0]
        log_policy[time] = q - value[:, None]
        value[GOAL] = 0
    return log_policy, value


def visits_of(log_policy):
    """[S, A], of an episode."""
    here = np.zeros(STATES)
    here[START] = 1
    visits = np.zeros((STATES, ACTIONS))
    for time in range(HORIZON):
        here[GOAL] = 0
        pairs = here[:, None] * np.exp(log_policy[time])
        visits += pairs
        here = np.bincount(FOLLOWING.ravel(), pairs.ravel(), STATES)
    return visits


def minimised(function, point, iterations=2000, tolerance=1e-8, memory=20):
    value, slope = function(point)
    pairs = []
    for _ in range(iterations):
        if np.abs(slope).max() < tolerance:
            break
        direction, used = slope.copy(), []
        for moved, turned in reversed(pairs):
            weight = moved @ direction / (turned @ moved)
            used.append(weight)
            direction -= weight * turned
        if pairs:
            direction *= pairs[-1][0] @ pairs[-1][1] / (pairs[-1][1] @ pairs[-1][1])
        for (moved, turned), weight in zip(pairs, reversed(used)):
            direction += moved * (weight - turned @ direction / (turned @ moved))
        step = 1.0
        for _ in range(40):
            there = point - step * direction
            new, steeper = function(there)
            if new <= value - 1e-4 * step * (slope @ direction):
                break
            step /= 2
        else:
            break
        if (there - point) @ (steeper - slope) > 1e-14:
            pairs = [*pairs, (there - point, steeper - slope)][-memory:]
        point, value, slope = there, new, steeper
    return point


def learned(shown, decay):
    """The return of the policy of the learned reward."""

    def objective(weights):
        log_policy, value = policies(weights.reshape(STATES, ACTIONS))
        slope = (visits_of(log_policy) - shown).ravel() + decay * weights
        return value[START] - shown.ravel() @ weights + decay / 2 * weights @ weights, slope

    weights = minimised(objective, np.zeros(STATES * ACTIONS))
    return float((visits_of(policies(weights.reshape(STATES, ACTIONS))[0]) * REWARD).sum())


def main():
    folder, *decays = sys.argv[1:]
    for path in sorted(Path(folder).glob("alpha*.json"), key=lambda path: (path.stem.split("-")[0], len(path.stem), path.stem)):
        given = json.loads(path.read_text())
        columns = given["columns"]
        shown = np.zeros((STATES, ACTIONS))
        np.add.at(shown, (np.argmax(columns["observation"], 1), np.array(columns["action"])), 1 / given["episodes"])
        for decay in decays or ["1e-3"]:
            print(json.dumps({
                "shownTo": path.stem,
                "decay": float(decay),
                "shown": round(float((shown * REWARD).sum()), 4),
                "return": round(learned(shown, float(decay)), 4),
            }), flush=True)


if __name__ == "__main__":
    main()
