/** The text of the optimiser's WebAssembly kernels; scripts/buildKernels.mjs makes kernels.wasm.ts from it. */

/** Instructions for one width: four floats at a time, or one for the tail of a vector. */
interface Lanes {
  readonly load: (vector: string) => string;
  readonly store: (vector: string, value: string) => string;
  /** A scalar argument of the kernel. */
  readonly scalar: (name: string) => string;
  readonly set: (local: string, value: string) => string;
  readonly get: (local: string) => string;
  readonly operate: (operation: string, ...operands: string[]) => string;
  /** Zero where |value| is less than the threshold; NaN stays. */
  readonly flush: (value: string, threshold: string) => string;
}

/** A kernel that treats all elements of its vectors alike. */
interface ElementwiseKernel {
  readonly name: string;
  readonly vectors: readonly string[];
  readonly scalars: readonly string[];
  readonly locals: readonly string[];
  /** Statements for the elements at the pointers. */
  readonly body: (lanes: Lanes) => readonly string[];
}

/**
 * Moments this small move no weight, but arithmetic on denormal numbers, which units that died long ago leave behind,
 * is many times slower.
 */
const smallestFirstMoment = '(f32.const 1e-30)';
const smallestSecondMoment = '(f32.const 1e-36)';

const adam: ElementwiseKernel = {
  name: 'adam',
  vectors: ['parameters', 'gradient', 'first', 'second'],
  scalars: ['gradientScale', 'beta1', 'oneMinusBeta1', 'beta2', 'oneMinusBeta2', 'rate', 'secondScale', 'epsilon'],
  locals: ['g', 'm', 'v'],
  body({ load, store, scalar, set, get, operate, flush }) {
    const decay = (moment: string, beta: string, term: string, oneMinusBeta: string) =>
      operate('add', operate('mul', load(moment), scalar(beta)), operate('mul', term, scalar(oneMinusBeta)));
    const denominator = operate(
      'add',
      operate('sqrt', operate('mul', get('v'), scalar('secondScale'))),
      scalar('epsilon'),
    );
    return [
      set('g', operate('mul', load('gradient'), scalar('gradientScale'))),
      set('m', decay('first', 'beta1', get('g'), 'oneMinusBeta1')),
      set('m', flush(get('m'), smallestFirstMoment)),
      store('first', get('m')),
      set('v', decay('second', 'beta2', operate('mul', get('g'), get('g')), 'oneMinusBeta2')),
      set('v', flush(get('v'), smallestSecondMoment)),
      store('second', get('v')),
      store(
        'parameters',
        operate('sub', load('parameters'), operate('div', operate('mul', get('m'), scalar('rate')), denominator)),
      ),
    ];
  },
};

const rmsProp: ElementwiseKernel = {
  name: 'rmsProp',
  vectors: ['parameters', 'gradient', 'square'],
  scalars: ['gradientScale', 'decay', 'oneMinusDecay', 'rate', 'epsilonInside', 'epsilonOutside'],
  locals: ['g', 'v'],
  body({ load, store, scalar, set, get, operate, flush }) {
    const kept = operate('mul', load('square'), scalar('decay'));
    const taken = operate('mul', operate('mul', get('g'), get('g')), scalar('oneMinusDecay'));
    const root = operate('sqrt', operate('add', get('v'), scalar('epsilonInside')));
    const denominator = operate('add', root, scalar('epsilonOutside'));
    return [
      set('g', operate('mul', load('gradient'), scalar('gradientScale'))),
      set('v', operate('add', kept, taken)),
      set('v', flush(get('v'), smallestSecondMoment)),
      store('square', get('v')),
      store(
        'parameters',
        operate('sub', load('parameters'), operate('div', operate('mul', get('g'), scalar('rate')), denominator)),
      ),
    ];
  },
};

const momentum: ElementwiseKernel = {
  name: 'momentum',
  vectors: ['parameters', 'gradient', 'velocity'],
  scalars: ['gradientScale', 'momentum', 'velocityRate', 'gradientRate'],
  locals: ['g', 'v'],
  body({ load, store, scalar, set, get, operate, flush }) {
    const alongVelocity = operate('mul', get('v'), scalar('velocityRate'));
    const alongGradient = operate('mul', get('g'), scalar('gradientRate'));
    return [
      set('g', operate('mul', load('gradient'), scalar('gradientScale'))),
      set('v', operate('add', operate('mul', load('velocity'), scalar('momentum')), get('g'))),
      set('v', flush(get('v'), smallestFirstMoment)),
      store('velocity', get('v')),
      store('parameters', operate('sub', load('parameters'), operate('add', alongVelocity, alongGradient))),
    ];
  },
};

const sgd: ElementwiseKernel = {
  name: 'sgd',
  vectors: ['parameters', 'gradient'],
  scalars: ['rate'],
  locals: [],
  body: ({ load, store, scalar, operate }) => [
    store('parameters', operate('sub', load('parameters'), operate('mul', load('gradient'), scalar('rate')))),
  ],
};

const polyak: ElementwiseKernel = {
  name: 'polyak',
  vectors: ['target', 'source'],
  scalars: ['keep', 'take'],
  locals: ['t'],
  body: ({ load, store, scalar, set, get, operate, flush }) => [
    set(
      't',
      operate('add', operate('mul', load('target'), scalar('keep')), operate('mul', load('source'), scalar('take'))),
    ),
    store('target', flush(get('t'), smallestFirstMoment)),
  ],
};

const average: ElementwiseKernel = {
  name: 'average',
  vectors: ['vector', 'other'],
  scalars: ['scale'],
  locals: [],
  body: ({ load, store, scalar, operate }) => [
    store('vector', operate('mul', operate('add', load('vector'), load('other')), scalar('scale'))),
  ],
};

const clamp: ElementwiseKernel = {
  name: 'clamp',
  vectors: ['vector'],
  scalars: ['lowest', 'highest'],
  locals: [],
  body: ({ load, store, scalar, operate }) => [
    store('vector', operate('min', operate('max', load('vector'), scalar('lowest')), scalar('highest'))),
  ],
};

const fourLanes = (position: number): Lanes => {
  const operate = (operation: string, ...operands: string[]) => `(f32x4.${operation} ${operands.join(' ')})`;
  return {
    load: (vector) => `(v128.load offset=${16 * position} (local.get $${vector}))`,
    store: (vector, value) => `(v128.store offset=${16 * position} (local.get $${vector}) ${value})`,
    scalar: (name) => `(local.get $${name}x4)`,
    set: (local, value) => `(local.set $${local}x4 ${value})`,
    get: (local) => `(local.get $${local}x4)`,
    operate,
    flush: (value, threshold) =>
      `(v128.andnot ${value} ${operate('lt', operate('abs', value), `(f32x4.splat ${threshold})`)})`,
  };
};

const oneLane: Lanes = {
  load: (vector) => `(f32.load (local.get $${vector}))`,
  store: (vector, value) => `(f32.store (local.get $${vector}) ${value})`,
  scalar: (name) => `(local.get $${name})`,
  set: (local, value) => `(local.set $${local} ${value})`,
  get: (local) => `(local.get $${local})`,
  operate: (operation, ...operands) => `(f32.${operation} ${operands.join(' ')})`,
  flush: (value, threshold) => `(select (f32.const 0) ${value} (f32.lt (f32.abs ${value}) ${threshold}))`,
};

const indent = (lines: readonly string[], depth: number) =>
  lines.map((line) => `${'  '.repeat(depth)}${line}`).join('\n');

const advance = (vectors: readonly string[], floats: number) => [
  ...vectors.map((vector) => `(local.set $${vector} (i32.add (local.get $${vector}) (i32.const ${4 * floats})))`),
  `(local.set $count (i32.sub (local.get $count) (i32.const ${floats})))`,
];

/** Sixteen floats, one cache line, per turn; then what is left, one by one. */
const loops = (
  vectors: readonly string[],
  blocks: readonly string[],
  tail: readonly string[],
) => `    (block $blocksDone
      (loop $blocks
        (br_if $blocksDone (i32.lt_u (local.get $count) (i32.const 16)))
${indent([...blocks, ...advance(vectors, 16)], 4)}
        (br $blocks)))
    (block $tailDone
      (loop $tail
        (br_if $tailDone (i32.eqz (local.get $count)))
${indent([...tail, ...advance(vectors, 1)], 4)}
        (br $tail)))`;

const parameters = (names: readonly string[], type: string) =>
  names.map((name) => `(param $${name} ${type})`).join(' ');

function elementwise({ name, vectors, scalars, locals, body }: ElementwiseKernel): string {
  const declarations = [
    ...[...scalars, ...locals].map((local) => `(local $${local}x4 v128)`),
    ...locals.map((local) => `(local $${local} f32)`),
  ];
  const splats = scalars.map((scalar) => `(local.set $${scalar}x4 (f32x4.splat (local.get $${scalar})))`);
  const blocks = [0, 1, 2, 3].flatMap((position) => body(fourLanes(position)));
  return `  (func (export "${name}") ${parameters([...vectors, 'count'], 'i32')} ${parameters(scalars, 'f32')}
${indent([...declarations, ...splats], 2)}
${loops(vectors, blocks, body(oneLane))})`;
}

/** In double precision, so that neither large gradients overflow nor small ones drown. */
function sumOfSquares(): string {
  const square = (half: string, sum: string) => [
    `(local.set $pair ${half})`,
    `(local.set $${sum} (f64x2.add (local.get $${sum}) (f64x2.mul (local.get $pair) (local.get $pair))))`,
  ];
  const highHalf = '(i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $four) (local.get $four))';
  const blocks = [0, 1, 2, 3].flatMap((position) => [
    `(local.set $four (v128.load offset=${16 * position} (local.get $vector)))`,
    ...square('(f64x2.promote_low_f32x4 (local.get $four))', `sum${2 * (position % 2)}`),
    ...square(`(f64x2.promote_low_f32x4 ${highHalf})`, `sum${2 * (position % 2) + 1}`),
  ]);
  const tail = [
    '(local.set $one (f64.promote_f32 (f32.load (local.get $vector))))',
    '(local.set $rest (f64.add (local.get $rest) (f64.mul (local.get $one) (local.get $one))))',
  ];
  const lane = (index: number) => `(f64x2.extract_lane ${index} (local.get $sum0))`;
  return `  (func (export "sumOfSquares") ${parameters(['vector', 'count'], 'i32')} (result f64)
    (local $sum0 v128) (local $sum1 v128) (local $sum2 v128) (local $sum3 v128)
    (local $four v128) (local $pair v128) (local $one f64) (local $rest f64)
${loops(['vector'], blocks, tail)}
    (local.set $sum0 (f64x2.add
      (f64x2.add (local.get $sum0) (local.get $sum1))
      (f64x2.add (local.get $sum2) (local.get $sum3))))
    (f64.add (local.get $rest) (f64.add ${lane(0)} ${lane(1)})))`;
}

/** The module: kernels over vectors in an imported memory, given as byte addresses and a number of floats. */
export function kernelSource(): string {
  return `(module
  (import "host" "memory" (memory 1))
${[...[adam, rmsProp, momentum, sgd, polyak, average, clamp].map(elementwise), sumOfSquares()].join('\n')})
`;
}
