import { constant, ParameterStore, Streams } from '@vem/framework';
import { adam } from '@vem/training';
import { describe, expect, it } from 'vitest';

const RULE = { kind: 'copyEvery', updates: 2 } as const;
const build = (store: ParameterStore) => store.build(new Streams(1), adam().create());

describe('a target copy of a group that another slot declares', () => {
  it.each(['before', 'after'])('follows by its rule, asked for %s the group is declared', (when) => {
    const store = new ParameterStore();
    if (when === 'before') store.follow('policy', RULE);
    store.group('policy').declare('bias', [2], constant(3));
    if (when === 'after') store.follow('policy', RULE);
    build(store);
    const [online, target] = [store.views('policy')[0].data, store.views('policy', 'target')[0].data];
    expect([...target]).toEqual([3, 3]);
    online.fill(4);
    store.synchronise(1);
    expect([...target]).toEqual([3, 3]);
    store.synchronise(2);
    expect([...target]).toEqual([4, 4]);
  });

  it('needs the group, and nobody else who asks', () => {
    const lonely = new ParameterStore();
    lonely.follow('policy', RULE);
    expect(() => build(lonely)).toThrow(expect.objectContaining({ code: 'VEM_PARAMETER_GROUP_UNKNOWN' }));
    expect(() => lonely.follow('policy', RULE)).toThrow(
      expect.objectContaining({ code: 'VEM_PARAMETER_DECLARED_TWICE' }),
    );
    const own = new ParameterStore();
    own.group('policy', { target: RULE }).declare('bias', [], constant(0));
    own.follow('policy', RULE);
    expect(() => build(own)).toThrow(expect.objectContaining({ code: 'VEM_PARAMETER_DECLARED_TWICE' }));
  });
});
