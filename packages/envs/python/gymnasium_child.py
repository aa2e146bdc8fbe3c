"""Steps N copies of a Gymnasium environment for the process that started it.

Requests come on standard input, answers go to what was standard output; both are frames: two unsigned 32-bit words (kind
or status, length of the rest in bytes), then the rest. Little-endian throughout.

    request   OPEN   JSON {"id", "make", "reset", "count"}   answer   JSON, see `describe`
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


def shown(value):
    """What came in place of a value, in a few words."""
    shape = getattr(value, "shape", None)
    if shape is None:
        text = repr(value)
        return f"{text if len(text) <= 80 else text[:80] + '…'} ({type(value).__name__})"
    return f"an array of shape {tuple(shape)} and type {value.dtype}"


def wrong(what, rule, value):
    """Nothing is broadcast, wrapped round or cut to fit: what is not as promised ends the run."""
    return Failure("failed", f"{what} must be {rule}, received {shown(value)}")


def one_number(np, value, what, rule="one number"):
    """The number in a scalar or in an array of one entry."""
    try:
        array = np.asarray(value)
    except ValueError:
        array = None
    if array is None or array.size != 1 or array.dtype.kind not in "fiub":
        raise wrong(what, rule, value)
    return array.reshape(-1)[0]


def numbers(np, value, shape, what):
    """An array of that shape; where it has one entry, the shape does not matter."""
    try:
        array = np.asarray(value)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "fiub" or not (array.shape == shape or array.size == 1 == np.prod(shape)):
        raise wrong(what, f"numbers of shape {tuple(int(n) for n in shape)}", value)
    return array.reshape(-1)


def whole_numbers(np, value, shape, first, counts, what):
    """An array of that shape, as indices from 0 on: entry i is one of `counts[i]` whole numbers from `first[i]` on."""
    array = numbers(np, value, shape, what)
    index = array - first
    outside = (index < 0) | (index >= counts) | (index != np.floor(index))
    if outside.any():
        at = int(np.argmax(outside))
        low, high = int(first[at]), int(first[at]) + int(counts[at]) - 1
        entry = "" if len(array) == 1 else f", entry {at},"
        raise wrong(f"{what}{entry}", f"a whole number from {low} to {high}", array[at].item())
    return index.astype(int)


def write_flat(np, shape, what):
    def write(value, row):
        row[:] = numbers(np, value, shape, what)

    return write


def write_bits(np, shape, what):
    size = int(np.prod(shape))
    first, counts = np.zeros(size, int), np.full(size, 2)

    def write(value, row):
        row[:] = whole_numbers(np, value, shape, first, counts, what)

    return write


def write_one_hots(np, shape, counts, first, what):
    offsets = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(int)

    def write(value, row):
        index = whole_numbers(np, value, shape, first, counts, what)
        row[:] = 0
        row[index + offsets] = 1

    return write


def in_dictionary(keys, key, write, what):
    def write_part(value, row):
        if not hasattr(value, "keys") or set(value.keys()) != keys:
            received = f"the keys {sorted(map(str, value.keys()))}" if hasattr(value, "keys") else shown(value)
            raise Failure("failed", f"{what} must have the keys {sorted(map(str, keys))}, received {received}")
        write(value[key], row)

    return write_part


def in_tuple(count, index, write, what):
    def write_part(value, row):
        if not isinstance(value, (tuple, list)) or len(value) != count:
            raise wrong(what, f"a tuple of {count}", value)
        write(value[index], row)

    return write_part


def observation_parts(gymnasium, np, space, name=None):
    """The parts of an observation: dictionaries and tuples are taken apart, whatever is discrete becomes one-hot."""
    spaces = gymnasium.spaces
    what = "the observation" if name is None else f"the observation's part {name!r}"
    own = "observation" if name is None else name
    if isinstance(space, (spaces.Dict, spaces.Tuple)):
        named = isinstance(space, spaces.Dict)
        inner = list(space.spaces.items()) if named else list(enumerate(space.spaces))
        keys = {key for key, _ in inner}
        parts = []
        for key, each in inner:
            below = str(key) if name is None else f"{name}.{key}"
            for part in observation_parts(gymnasium, np, each, below):
                write = part.write
                write = in_dictionary(keys, key, write, what) if named else in_tuple(len(inner), key, write, what)
                parts.append(Part(part.name, part.size, write))
        return parts
    if isinstance(space, spaces.Box) and space.dtype.kind in "fiub":
        return [Part(own, int(np.prod(space.shape)), write_flat(np, tuple(space.shape), what))]
    if isinstance(space, spaces.MultiBinary):
        return [Part(own, int(np.prod(space.shape)), write_bits(np, tuple(space.shape), what))]
    if isinstance(space, spaces.Discrete):
        first, counts = np.array([int(space.start)]), np.array([int(space.n)])
        return [Part(own, int(space.n), write_one_hots(np, (), counts, first, what))]
    if isinstance(space, spaces.MultiDiscrete):
        counts = np.asarray(space.nvec)
        first = np.asarray(getattr(space, "start", np.zeros_like(counts))).reshape(-1)
        shape, counts = counts.shape, counts.reshape(-1)
        return [Part(own, int(counts.sum()), write_one_hots(np, shape, counts, first, what))]
    raise Failure("space", "an observation space", where=own, received=str(space))


def named_apart(parts):
    """The parts that hold anything; where keys with dots give two of them one name, the later one gets a number."""
    taken = set()
    kept = [part for part in parts if part.size > 0]
    for part in kept:
        name, number = part.name, 1
        while part.name in taken:
            number += 1
            part.name = f"{name}#{number}"
        taken.add(part.name)
    return kept


class FiniteActions:
    def __init__(self, np, space):
        self.np, self.start = np, int(space.start)
        self.width, self.dtype = 1, np.dtype("<i4")
        self.description = {"kind": "finite", "count": int(space.n)}

    def actions(self, values):
        return [self.np.int64(self.start + value) for value in values.tolist()]


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
    if isinstance(space, gymnasium.spaces.Box) and space.dtype.kind == "f" and np.prod(space.shape) > 0:
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


def result_of(method, value, content):
    """What `reset` or `step` returned, which must be a tuple of so many."""
    if isinstance(value, tuple) and len(value) == len(content):
        return value
    received = f"a tuple of {len(value)}" if isinstance(value, tuple) else shown(value)
    raise Failure("failed", f"{method} must return ({', '.join(content)}), received {received}")


STEP_RESULT = ("observation", "reward", "terminated", "truncated", "info")


class Copies:
    def __init__(self, gymnasium, np, id, make, count, options):
        self.np, self.count = np, count
        self.options = {"options": options} if options else {}
        self.environments = []
        try:
            for _ in range(count):
                self.environments.append(gymnasium.make(id, **{"disable_env_checker": True, **make}))
        except Exception as error:
            raise Failure("make", text_of(error)) from None
        first = self.environments[0]
        self.format = action_format(gymnasium, np, first.action_space)
        self.parts = named_apart(observation_parts(gymnasium, np, first.observation_space))
        if not self.parts:
            raise Failure("space", "an observation", where="observation", received=f"{first.observation_space}, which holds nothing")
        self.size = sum(part.size for part in self.parts)
        for other in self.environments[1:]:
            if other.action_space != first.action_space or other.observation_space != first.observation_space:
                raise Failure("space", "copies with the same spaces", where="copies", received="different ones")
        # Made when it is needed: a process that only describes its environment may say how large its observations are.
        self.answer = None

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
            self.write(self.first_observation(environment, seed=int(seed)), row)
        return frame(DONE, observations.tobytes())

    def first_observation(self, environment, **seed):
        returned = environment.reset(**seed, **self.options)
        return result_of("reset()", returned, ("observation", "info"))[0]

    def step(self, values):
        if self.answer is None:
            self.answer = Answer(self.np, self.count, self.size)
        answer, used = self.answer, self.count
        ended = []
        for n, action in enumerate(self.format.actions(values)):
            returned = result_of("step()", self.environments[n].step(action), STEP_RESULT)
            observation, reward, terminated, truncated, _ = returned
            answer.reward[n] = one_number(self.np, reward, "the reward")
            # Whatever counts as true is 1, as in Python.
            terminated = bool(one_number(self.np, terminated, "`terminated`", "true or false"))
            truncated = bool(one_number(self.np, truncated, "`truncated`", "true or false"))
            answer.terminated[n] = terminated
            # A time limit that coincides with a termination is reported as both; the termination is what counts.
            answer.truncated[n] = truncated and not terminated
            self.write(observation, answer.rows[n])
            if terminated or truncated:
                ended.append(n)
        for n in ended:
            self.write(self.first_observation(self.environments[n]), answer.rows[used])
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
                copies = Copies(gymnasium, np, wanted["id"], wanted["make"], wanted["count"], wanted.get("reset"))
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


def end_at_second_interrupt():
    """Ctrl-C reaches the whole process group. The other process decides what happens then, but while it waits for this one it
    cannot; so a second Ctrl-C ends this one, even inside of native code, where Python runs no handlers."""
    for _ in range(2):
        signal.sigwait({signal.SIGINT})
    os._exit(128 + signal.SIGINT)


def import_from_working_folder():
    """Environments may be modules of the folder where the run was started, `module:Id-v0`, if the user wants that. They come last,
    so that they take no other module's place."""
    try:
        folder = os.getcwd()
    except FileNotFoundError:
        return
    sys.path.append(folder)


def main():
    # Blocked, not ignored: programs that the environment starts inherit it, and do not end before their work is stored.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    # Sent before the end of a process that does not answer: standard error then tells where it was.
    faulthandler.register(signal.SIGUSR2, all_threads=False)
    # What an environment prints must not get between the frames.
    output = os.dup(1)
    os.dup2(2, 1)
    # Python puts this script's folder there; nothing is to be imported from it.
    del sys.path[0]
    if "--working-folder" in sys.argv[1:]:
        import_from_working_folder()
    for watch in (end_with_parent, end_at_second_interrupt):
        threading.Thread(target=watch, daemon=True).start()
    serve(os.fdopen(0, "rb"), output)


main()
