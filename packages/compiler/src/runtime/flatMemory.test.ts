import { describe, expect, it } from 'vitest';
import { FlatMemory } from './flatMemory.js';

describe('FlatMemory', () => {
  it('cuts zeroed vectors that start on 64-byte lines and do not overlap', () => {
    const memory = new FlatMemory(16 + 32 + 16);
    const vectors = [1, 17, 16].map((floats) => memory.allocate(floats));
    expect(vectors.map(({ length }) => length)).toEqual([1, 17, 16]);
    expect(vectors.map(({ byteOffset }) => byteOffset % 64)).toEqual([0, 0, 0]);
    expect(vectors.map(({ byteOffset }) => byteOffset - vectors[0].byteOffset)).toEqual([0, 64, 192]);
    expect(vectors.every((vector) => vector.every((value) => value === 0))).toBe(true);
    expect(vectors.every(({ buffer }) => buffer === memory.memory.buffer)).toBe(true);
  });

  it('holds at least the floats it was made for and says when it is full', () => {
    const memory = new FlatMemory(1_000_000);
    memory.allocate(1_000_000);
    const rest = memory.freeBytes;
    expect(() => memory.allocate(rest / 4 + 1)).toThrow(
      expect.objectContaining({ code: 'VEM_MEMORY_EXHAUSTED', message: expect.stringContaining(`${rest} of`) }),
    );
    memory.allocate(rest / 4);
    expect(memory.freeBytes).toBe(0);
  });

  it('allows vectors without elements', () => {
    expect(new FlatMemory(0).allocate(0)).toHaveLength(0);
  });
});
