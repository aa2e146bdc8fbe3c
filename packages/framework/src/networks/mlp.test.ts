import { describe, expect, it } from 'vitest';
import { ParameterStore } from '../parameters/store.js';
import { Streams } from '../random/streams.js';
import { Mlp } from './mlp.js';
import type { NetworkShape } from './networkShape.js';

const IDLE = { vectors: 0, attach: () => ({ step() {}, state: () => ({}), restore() {} }) };

/** The tensors of a network as they start, by name. */
function start(shape: NetworkShape, seed = 1) {
  const store = new ParameterStore();
  new Mlp(store.group('policy'), { name: 'net', input: 3, output: 2, ...shape });
  store.build(new Streams(seed), IDLE);
  return Object.fromEntries(
    store
      .views('policy')
      .map(({ name, shape: extents, data }) => [name.replace('policy/net/', ''), { shape: extents, data: [...data] }]),
  );
}

const shapes = (shape: NetworkShape) =>
  Object.fromEntries(Object.entries(start(shape)).map(([name, tensor]) => [name, tensor.shape]));

describe('a network', () => {
  it('has a kernel and a bias per layer, and what normalises it where that is asked for', () => {
    const plain = { 'layer0/kernel': [3, 5], 'layer0/bias': [5], 'layer1/kernel': [5, 4], 'layer1/bias': [4] };
    const last = { 'layer2/kernel': [4, 2], 'layer2/bias': [2] };
    expect(shapes({ hidden: [5, 4] })).toEqual({ ...plain, ...last });
    const first = { 'layer0/scale': [5], 'layer0/offset': [5] };
    expect(shapes({ hidden: [5, 4], layerNorm: 'first' })).toEqual({ ...plain, ...first, ...last });
    const second = { 'layer1/scale': [4], 'layer1/offset': [4] };
    expect(shapes({ hidden: [5, 4], layerNorm: 'every' })).toEqual({ ...plain, ...first, ...second, ...last });
    expect(shapes({ hidden: [] })).toEqual({ 'layer0/kernel': [3, 2], 'layer0/bias': [2] });
  });

  it('has blocks that are four times as wide inside', () => {
    const block = {
      'block1/expand/kernel': [4, 16],
      'block1/expand/bias': [16],
      'block1/contract/kernel': [16, 4],
      'block1/contract/bias': [4],
    };
    const ends = { 'layer0/kernel': [3, 4], 'layer0/bias': [4], 'layer2/kernel': [4, 2], 'layer2/bias': [2] };
    expect(shapes({ hidden: [4, 4], residual: true })).toEqual({ ...ends, ...block });
    const norms = { 'block1/scale': [4], 'block1/offset': [4], 'final/scale': [4], 'final/offset': [4] };
    expect(shapes({ hidden: [4, 4], residual: true, layerNorm: 'every' })).toEqual({ ...ends, ...block, ...norms });
  });

  it.each([[[]], [[4, 5]]])('refuses blocks that cannot add to what enters them: %j', (hidden) => {
    expect(() => start({ hidden, residual: true })).toThrow(
      expect.objectContaining({ code: 'VEM_NETWORK_RESIDUAL', path: 'hidden' }),
    );
  });

  it('starts orthogonal with gain √2 before activations, the given one at the end, and biases 0', () => {
    const tensors = start({ hidden: [8, 8], initialiser: 'orthogonal', outputGain: 0.01 });
    const squares = (name: string) => tensors[name].data.reduce((sum, value) => sum + value ** 2, 0);
    // Σ of squares: gain² times the number of orthonormal vectors.
    expect(squares('layer0/kernel')).toBeCloseTo(2 * 3, 5);
    expect(squares('layer1/kernel')).toBeCloseTo(2 * 8, 5);
    expect(squares('layer2/kernel')).toBeCloseTo(1e-4 * 2, 9);
    for (const layer of [0, 1, 2]) expect(squares(`layer${layer}/bias`)).toBe(0);
    expect(start({ hidden: [8, 8], initialiser: 'orthogonal' }, 2)).not.toEqual(tensors);
  });

  it('draws biases with fanInUniform alone', () => {
    for (const initialiser of ['glorotUniform', 'lecunNormal', 'orthogonal'] as const)
      expect(start({ hidden: [8], initialiser })['layer0/bias'].data.every((value) => value === 0)).toBe(true);
    expect(start({ hidden: [8] })['layer0/bias'].data.every((value) => value !== 0)).toBe(true);
  });

  it('scales the whole last layer, whatever it starts from', () => {
    const [whole, tenth, none] = [1, 0.1, 0].map((outputGain) => start({ hidden: [8], outputGain }));
    for (const tensor of ['kernel', 'bias']) {
      const values = whole[`layer1/${tensor}`].data;
      expect(tenth[`layer1/${tensor}`].data).toEqual(values.map((value) => Math.fround(value * 0.1)));
      expect(none[`layer1/${tensor}`].data.every((value) => value === 0)).toBe(true);
    }
    expect(tenth['layer0/kernel']).toEqual(whole['layer0/kernel']);
  });
});
