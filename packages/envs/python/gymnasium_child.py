"""Steps N copies of a Gymnasium environment for the process that started it.

Requests come on standard input, answers go to what was standard output; both are frames: two unsigned 32-bit words (kind
or status, length of the rest in bytes), then the rest. Little-endian throughout.

    request   OPEN   JSON {"id", "make", "count"}         answer   JSON, see `describe`
              RESET  count seeds, uint32                           float32[count, size] observations
              STEP   float32[count, dimension] or int32[count]     see `Answer`

An answer with status FAILED holds JSON {"kind", "message", ...}. The end of standard input ends this process.
"""

import faulthandler
import json
import os
import random
import signal
import struct
import sys
import threading
import time
import traceback

OPEN, RESET, STEP = 1, 2, 3
DONE, FAILED = 0, 1
HEADER = struct.Struct("<II")
LIFELINE = 3
# Seconds that the environment has for closing after the other process is gone.
GRACE = 5
TRACE_LINES = 12


class Failure(Exception):
    def __init__(self, kind, message, **details):
        super().__init__(message)
        self.content = {"kind": kind, "message": message, **details}


def text_of(error):
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def import_gymnasium():
    try:
        import gymnasium
        import numpy
    except ImportError as error:
        raise Failure("missing", text_of(error)) from None
    return gymnasium, numpy


# --- Spaces ------------------------------------------------------------------------------------------------------------


class Part:
    """A named run of entries in the flat observation, and how a value is written there."""

    def __init__(self, name, size, write):
        self.name, self.size, self.write = name, size, write


def write_flat(np):
    def write(value, row):
        row[:] = np.asarray(value).reshape(-1)

    return write


def write_one_hot(start):
    def write(value, row):
        row[:] = 0
        row[int(value) - start] = 1

    return write


def write_one_hots(np, sizes, starts):
    offsets = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(int) - starts

    def write(value, row):
        row[:] = 0
        row[np.asarray(value).reshape(-1).astype(int) + offsets] = 1

    return write


def write_part_of(key, write):
    return lambda value, row: write(value[key], row)


def observation_parts(gymnasium, np, space, name="observation"):
    """The parts of an observation: dictionaries and tuples are taken apart, whatever is discrete becomes one-hot."""
    spaces = gymnasium.spaces
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        inner = list(space.spaces.items()) if isinstance(space, spaces.Dict) else list(enumerate(space.spaces))
        parts = []
        for key, each in inner:
            below = str(key) if name == "observation" else f"{name}.{key}"
            for part in observation_parts(gymnasium, np, each, below):
                parts.append(Part(part.name, part.size, write_part_of(key, part.write)))
        return parts
    if isinstance(space, spaces.Box) and space.dtype.kind in "fiub":
        return [Part(name, int(np.prod(space.shape)), write_flat(np))]
    if isinstance(space, spaces.MultiBinary):
        return [Part(name, int(np.prod(space.shape)), write_flat(np))]
    if isinstance(space, spaces.Discrete):
        return [Part(name, int(space.n), write_one_hot(int(space.start)))]
    if isinstance(space, spaces.MultiDiscrete):
        sizes = np.asarray(space.nvec).reshape(-1)
        starts = np.asarray(getattr(space, "start", np.zeros_like(sizes))).reshape(-1)
        return [Part(name, int(sizes.sum()), write_one_hots(np, sizes, starts))]
    raise Failure("space", "an observation space", where=name, received=str(space))


class FiniteActions:
    def __init__(self, np, space):
        self.choices = [np.int64(space.start + choice) for choice in range(int(space.n))]
        self.width, self.dtype = 1, np.dtype("<i4")
        self.description = {"kind": "finite", "count": int(space.n)}

    def actions(self, values):
        return [self.choices[value] for value in values.tolist()]


class BoxActions:
    def __init__(self, np, space):
        self.np, self.space = np, space
        self.width, self.dtype = int(np.prod(space.shape)), np.dtype("<f4")
        low, high = space.low.reshape(-1).astype(float), space.high.reshape(-1).astype(float)
        # Infinity is no JSON.
        self.description = {"kind": "box", "low": [bound(x) for x in low], "high": [bound(x) for x in high]}

    def actions(self, values):
        space = self.space
        if space.dtype == self.dtype:
            return list(values.reshape(-1, *space.shape).copy())
        # A bound in double precision may lie between two numbers in single precision.
        wide = values.reshape(-1, *space.shape).astype(space.dtype)
        return list(self.np.clip(wide, space.low, space.high))


def bound(value):
    return float(value) if abs(value) < float("inf") else None


def action_format(gymnasium, np, space):
    if isinstance(space, gymnasium.spaces.Discrete):
        return FiniteActions(np, space)
    if isinstance(space, gymnasium.spaces.Box) and space.dtype.kind == "f":
        return BoxActions(np, space)
    raise Failure("space", "an action space", where="action", received=str(space))


# --- Environments ------------------------------------------------------------------------------------------------------


class Answer:
    """The answer to a step: status and length, then by offsets in bytes, with N copies and observations of O entries

        8                        float64[N]     rewards
        8 + 8N                   uint8[2N]      terminated, then truncated
        8 + 8N + 2N, up to 8     float32[N, O]  observations that the step led to
        right after              float32[k, O]  first observations of the k new episodes, in the order of the copies
    """

    def __init__(self, np, count, size):
        flags = HEADER.size + 8 * count
        self.observations = (flags + 2 * count + 7) // 8 * 8
        self.row = 4 * size
        self.buffer = bytearray(self.observations + 2 * count * self.row)
        self.bytes = memoryview(self.buffer)
        self.reward = np.frombuffer(self.buffer, "<f8", count, HEADER.size)
        self.terminated = np.frombuffer(self.buffer, np.uint8, count, flags)
        self.truncated = np.frombuffer(self.buffer, np.uint8, count, flags + count)
        rows = np.frombuffer(self.buffer, "<f4", 2 * count * size, self.observations).reshape(2 * count, size)
        self.rows = list(rows)

    def finish(self, rows):
        """The bytes to send when that many rows of observations are written."""
        length = self.observations + rows * self.row
        HEADER.pack_into(self.buffer, 0, DONE, length - HEADER.size)
        return self.bytes[:length]


class Copies:
    def __init__(self, gymnasium, np, id, make, count):
        self.np, self.count = np, count
        self.environments = []
        try:
            for _ in range(count):
                self.environments.append(gymnasium.make(id, **{"disable_env_checker": True, **make}))
        except Exception as error:
            raise Failure("make", text_of(error)) from None
        first = self.environments[0]
        self.format = action_format(gymnasium, np, first.action_space)
        self.parts = observation_parts(gymnasium, np, first.observation_space)
        self.size = sum(part.size for part in self.parts)
        for other in self.environments[1:]:
            if other.action_space != first.action_space or other.observation_space != first.observation_space:
                raise Failure("space", "copies with the same spaces", where="copies", received="different ones")
        self.answer = Answer(np, count, self.size)

    def describe(self, gymnasium):
        spec = self.environments[0].spec
        threshold = getattr(spec, "reward_threshold", None)
        return {
            "observation": [[part.name, part.size] for part in self.parts],
            "action": self.format.description,
            "timeLimit": getattr(spec, "max_episode_steps", None),
            "threshold": None if threshold is None else float(threshold),
            "gymnasium": gymnasium.__version__,
        }

    def write(self, observation, row):
        parts = self.parts
        if len(parts) == 1:
            parts[0].write(observation, row)
            return
        first = 0
        for part in parts:
            part.write(observation, row[first : first + part.size])
            first += part.size

    def reset(self, seeds):
        # For environments that draw from the global generators.
        random.seed(int(seeds[0]))
        self.np.random.seed(int(seeds[0]))
        observations = self.np.zeros((self.count, self.size), "<f4")
        for environment, row, seed in zip(self.environments, observations, seeds):
            observation, _ = environment.reset(seed=int(seed))
            self.write(observation, row)
        return frame(DONE, observations.tobytes())

    def step(self, values):
        answer, used = self.answer, self.count
        ended = []
        for n, action in enumerate(self.format.actions(values)):
            observation, reward, terminated, truncated, _ = self.environments[n].step(action)
            answer.reward[n] = reward
            answer.terminated[n] = terminated
            # A time limit that coincides with a termination is reported as both; the termination is what counts.
            answer.truncated[n] = truncated and not terminated
            self.write(observation, answer.rows[n])
            if terminated or truncated:
                ended.append(n)
        for n in ended:
            observation, _ = self.environments[n].reset()
            self.write(observation, answer.rows[used])
            used += 1
        return answer.finish(used)

    def close(self):
        for environment in self.environments:
            environment.close()


# --- The conversation --------------------------------------------------------------------------------------------------


def frame(status, content):
    return HEADER.pack(status, len(content)) + content


def send(output, data):
    left = memoryview(data)
    while left:
        left = left[os.write(output, left) :]


def serve(requests, output):
    copies = None
    while True:
        header = requests.read(HEADER.size)
        if len(header) < HEADER.size:
            break
        kind, length = HEADER.unpack(header)
        content = requests.read(length)
        if len(content) < length:
            break
        try:
            if kind == OPEN:
                gymnasium, np = import_gymnasium()
                wanted = json.loads(content)
                copies = Copies(gymnasium, np, wanted["id"], wanted["make"], wanted["count"])
                answer = frame(DONE, json.dumps(copies.describe(gymnasium)).encode())
            elif kind == RESET:
                answer = copies.reset(np.frombuffer(content, "<u4"))
            else:
                answer = copies.step(np.frombuffer(content, copies.format.dtype))
        except Failure as failure:
            answer = frame(FAILED, json.dumps(failure.content).encode())
        except Exception as error:
            trace = traceback.format_exc().splitlines()[-TRACE_LINES:]
            failure = {"kind": "failed", "message": text_of(error), "trace": trace}
            answer = frame(FAILED, json.dumps(failure).encode())
        send(output, answer)
    if copies is not None:
        copies.close()


def end_with_parent():
    """Ends this process, whatever it is doing, soon after the other end of the lifeline is gone."""
    try:
        while os.read(LIFELINE, 1):
            pass
    except OSError:
        return
    time.sleep(GRACE)
    os._exit(1)


def main():
    # Ctrl-C reaches the whole process group; the other process decides what happens then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Sent before the end of a process that does not answer: standard error then tells where it was.
    faulthandler.register(signal.SIGUSR2, all_threads=False)
    # What an environment prints must not get between the frames.
    output = os.dup(1)
    os.dup2(2, 1)
    # Environments may be modules of the folder where the run was started: `module:Id-v0`.
    sys.path[0] = os.getcwd()
    threading.Thread(target=end_with_parent, daemon=True).start()
    serve(os.fdopen(0, "rb"), output)


main()
