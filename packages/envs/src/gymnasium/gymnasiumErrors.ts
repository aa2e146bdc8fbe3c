import { VemError } from '@vem/framework';
import type { Ending } from './keeper.js';

const USAGE = 2;
const where = (id: string) => `Environment "gym:${id}"`;
const INSTALL =
  'To get it: `python3 -m venv .venv && .venv/bin/pip install gymnasium`, then set VEM_PYTHON=.venv/bin/python.';

/** Lines of another process, indented below a message. */
const quoted = (title: string, text: string): string => {
  const lines = text.trimEnd().split('\n').slice(-12);
  return text.trim() === '' ? '' : `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
};

/** `VEM_PYTHON_MISSING`: no such program as the one that should be Python. */
export const pythonMissing = (id: string, interpreter: string, reason: string) =>
  new VemError(
    `${where(id)}: it needs Python, and "${interpreter}" cannot be started: ${reason}. Install Python 3.10 or later, or name an interpreter in the variable VEM_PYTHON. ${INSTALL}`,
    { code: 'VEM_PYTHON_MISSING', slot: 'environment', received: interpreter, hint: INSTALL },
  );

/** `VEM_GYMNASIUM_MISSING`: Python is there, Gymnasium is not. */
export const gymnasiumMissing = (id: string, interpreter: string, reason: string) =>
  new VemError(`${where(id)}: "${interpreter}" cannot import Gymnasium: ${reason}. ${INSTALL}`, {
    code: 'VEM_GYMNASIUM_MISSING',
    slot: 'environment',
    received: interpreter,
    hint: INSTALL,
  });

const WORKING_FOLDER =
  ' Modules of the working folder are imported only where you name them (--env, a suite) or allow it: VEM_GYM_MODULES=1.';

/** `VEM_GYMNASIUM_MAKE`: Gymnasium does not know the environment, lacks what it needs, or refuses the arguments. */
export const makeFailed = (id: string, make: unknown, reason: string) => {
  const hint = `An environment of another package takes that package (\`pip install …\`) and its module before the id: gym:module:Id-v0. Arguments for gymnasium.make are the option \`make\`.${/ModuleNotFound/.test(reason) ? WORKING_FOLDER : ''}`;
  return new VemError(`${where(id)}: gymnasium.make with ${JSON.stringify(make)} says: ${reason}. ${hint}`, {
    code: 'VEM_GYMNASIUM_MAKE',
    slot: 'environment',
    received: { id, make },
    hint,
    exitStatus: USAGE,
  });
};

/** `VEM_GYMNASIUM_ID`: `gym:` without an environment. */
export const idMissing = (received: string) => {
  const hint = 'Name one as Gymnasium does, e.g. gym:CartPole-v1.';
  return new VemError(`Environment "${received}": after "gym:" comes the id of an environment. ${hint}`, {
    code: 'VEM_GYMNASIUM_ID',
    slot: 'environment',
    received,
    hint,
    exitStatus: USAGE,
  });
};

const OWN_WRAPPER =
  'Register an environment whose entry point returns it in a wrapper: gymnasium.register("Mine-v0", entry_point=lambda **make: Wrapper(…)), with';

/** A wrapper that turns such an action space into one that is supported. */
function actionWrapper(received: string): string {
  const transform = (change: string, space: string) =>
    `${OWN_WRAPPER} gymnasium.wrappers.TransformAction(env, ${change}, ${space}).`;
  if (received.startsWith('MultiDiscrete'))
    return transform(
      'lambda a: numpy.array(numpy.unravel_index(a, env.action_space.nvec))',
      'Discrete(env.action_space.nvec.prod())',
    );
  if (received.startsWith('MultiBinary'))
    return transform('lambda a: (a >> numpy.arange(env.action_space.n)) & 1', 'Discrete(2 ** env.action_space.n)');
  if (/^Box\(.*\b(u?int\d*|bool)\)$/s.test(received))
    return transform(
      'lambda a: numpy.rint(a).astype(env.action_space.dtype)',
      'Box(env.action_space.low, env.action_space.high, dtype=numpy.float32), where the bounds are finite',
    );
  if (received.startsWith('a Box'))
    return `${transform('lambda a: a', 'Box(-1, 1, env.action_space.shape)')} Choose bounds that suit the task.`;
  return transform('a function of the new action', 'a space of your own');
}

/** `VEM_GYMNASIUM_SPACE`: observations or actions of a kind that no policy here takes. */
export const spaceUnsupported = (id: string, at: string, received: string) => {
  const hint =
    at === 'action'
      ? `Actions are a Discrete space or a Box of real numbers between finite bounds. ${actionWrapper(received)}`
      : `Observations are made of Box, Discrete, MultiDiscrete and MultiBinary spaces, also in Dict and Tuple. ${OWN_WRAPPER} gymnasium.wrappers.TransformObservation(env, a function of the observation, a space of your own).`;
  return new VemError(`${where(id)}: its ${at} space is not supported; received ${received}. ${hint}`, {
    code: 'VEM_GYMNASIUM_SPACE',
    slot: 'environment',
    path: at,
    received,
    hint,
  });
};

/** `VEM_GYMNASIUM_FAILED`: the environment threw. */
export const environmentFailed = (id: string, doing: string, reason: string, trace: readonly string[]) => {
  const hint = 'The error is the environment’s own; what the run had stored before is whole.';
  return new VemError(`${where(id)}: ${doing} failed: ${reason}. ${hint}${quoted('Python said', trace.join('\n'))}`, {
    code: 'VEM_GYMNASIUM_FAILED',
    slot: 'environment',
    received: reason,
    hint,
  });
};

/** `VEM_GYMNASIUM_DIED`: the process ended although nobody asked it to. */
export const childDied = (id: string, doing: string, { how, stderr }: Ending) => {
  const hint = 'What the run had stored before is whole, and the run can be continued from there.';
  return new VemError(
    `${where(id)}: its Python process ended ${how} during ${doing}. ${hint}${quoted('Its last output', stderr)}`,
    { code: 'VEM_GYMNASIUM_DIED', slot: 'environment', received: how, hint },
  );
};

/** `VEM_GYMNASIUM_HUNG`: no answer in time. */
export const childHung = (id: string, doing: string, seconds: number, { stderr }: Ending) => {
  const hint =
    'A slow environment needs a larger option `timeout` (seconds): --set environment.timeout=600. What the run had stored before is whole, and the run can be continued from there.';
  return new VemError(
    `${where(id)}: ${doing} must be answered within ${seconds} s; its Python process did not and was ended. ${hint}${quoted('Its last output', stderr)}`,
    { code: 'VEM_GYMNASIUM_HUNG', slot: 'environment', received: seconds, hint },
  );
};

/** `VEM_GYMNASIUM_ANSWER`: what came through the pipe is not what the exchange agrees on. */
export const answerInvalid = (id: string, doing: string, rule: string, received: unknown) => {
  const hint =
    'Something else writes into the pipe, or the environment changes its spaces while it runs; both are defects to report.';
  return new VemError(
    `${where(id)}: the answer to ${doing} cannot be read: ${rule}; received ${String(received)}. ${hint}`,
    {
      code: 'VEM_GYMNASIUM_ANSWER',
      slot: 'environment',
      received,
      hint,
    },
  );
};

/** `VEM_GYMNASIUM_PIPES`: this system gives no named pipes. */
export const pipesUnavailable = (cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = 'The bridge needs `mkfifo` (Linux, macOS) and a folder for temporary files that it may write to.';
  return new VemError(`Environment "gym:…": no pipe to a Python process can be made: ${reason}. ${hint}`, {
    code: 'VEM_GYMNASIUM_PIPES',
    slot: 'environment',
    hint,
    cause,
  });
};
