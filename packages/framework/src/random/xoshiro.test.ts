import { describe, expect, it } from 'vitest';
import { Xoshiro } from './xoshiro.js';

const words = (stream: Xoshiro, count: number) => Array.from({ length: count }, () => stream.uniform() * 2 ** 32);

describe('Xoshiro', () => {
  // Output of the authors' C code, xoshiro128starstar.c version 1.1, compiled with gcc.
  it('gives the reference words of xoshiro128**', () => {
    const fromSmall = new Xoshiro('small', [1, 2, 3, 4]);
    expect(words(fromSmall, 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
    expect(fromSmall.state()).toEqual([939045227, 1864939416, 1451579149, 2199351389]);
    const fromLarge = new Xoshiro('large', [0xdeadbeef, 0x12345678, 0x9abcdef0, 0xfedcba98]);
    expect(words(fromLarge, 6)).toEqual([2576977301, 1162350735, 2180806502, 1755882766, 2582655887, 851013085]);
  });

  it('still gives them after 100 000 draws', () => {
    const stream = new Xoshiro('long', [1, 2, 3, 4]);
    expect(words(stream, 100_000).at(-1)).toBe(3017257022);
    expect(stream.state()).toEqual([3373128030, 2899860542, 3072460953, 3346109078]);
  });

  // The state whose next word is 2^32 − 1: the second word is the inverse of the scrambler at that value.
  const atMaximum = () => new Xoshiro('maximum', [1, 2199679431, 0, 0]);

  it('stays below 1 at the largest word, in either precision', () => {
    expect(atMaximum().uniform()).toBe(1 - 2 ** -32);
    const single = new Float32Array(1);
    atMaximum().fillUniform(single);
    expect(single[0]).toBe(1 - 2 ** -24);
    const double = new Float64Array(1);
    atMaximum().fillUniform(double);
    expect(double[0]).toBe(1 - 2 ** -32);
    expect(atMaximum().integer(7)).toBe(6);
  });

  it('is uniform: chi-square over 100 bins within 4 standard errors', () => {
    const stream = new Xoshiro('bins', [11, 22, 33, 44]);
    const draws = 1_000_000;
    const counts = new Float64Array(100);
    for (let i = 0; i < draws; i++) counts[Math.floor(stream.uniform() * 100)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - draws / 100) ** 2 / (draws / 100), 0);
    expect(Math.abs(chiSquare - 99)).toBeLessThan(4 * Math.sqrt(2 * 99));
  });

  it('is uniform in pairs: chi-square over a 32 × 32 grid of consecutive draws', () => {
    const stream = new Xoshiro('pairs', [5, 6, 7, 8]);
    const pairs = 1_000_000;
    const counts = new Float64Array(1024);
    for (let i = 0; i < pairs; i++) counts[stream.integer(32) * 32 + stream.integer(32)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - pairs / 1024) ** 2 / (pairs / 1024), 0);
    expect(Math.abs(chiSquare - 1023)).toBeLessThan(4 * Math.sqrt(2 * 1023));
  });

  it('fills with the normals that it draws one by one, and is left in the same state', () => {
    const [one, many] = [new Xoshiro('one', [4, 3, 2, 1]), new Xoshiro('many', [4, 3, 2, 1])];
    const filled = new Float64Array(200_000);
    many.fillNormal(filled.subarray(0, 7));
    many.fillNormal(filled.subarray(7));
    // Among so many are hundreds of the tail, and thousands at the edge of a layer.
    expect(filled.every((value) => value === one.normal())).toBe(true);
    expect(many.state()).toEqual(one.state());
  });

  it('draws each integer below the count equally often', () => {
    const stream = new Xoshiro('integers', [9, 8, 7, 6]);
    const draws = 300_000;
    const counts = new Float64Array(6);
    for (let i = 0; i < draws; i++) counts[stream.integer(6)]++;
    for (const count of counts) {
      expect(Math.abs(count - draws / 6)).toBeLessThan(4 * Math.sqrt((draws * 5) / 36));
    }
  });

  it('fills arrays with the numbers that single draws give', () => {
    const one = new Xoshiro('one', [1, 2, 3, 5]);
    const other = new Xoshiro('other', [1, 2, 3, 5]);
    const uniform = new Float64Array(50);
    const normal = new Float32Array(50);
    one.fillUniform(uniform);
    one.fillNormal(normal);
    expect([...uniform]).toEqual(Array.from({ length: 50 }, () => other.uniform()));
    expect([...normal]).toEqual(Array.from({ length: 50 }, () => Math.fround(other.normal())));
  });

  it('continues bit for bit from a saved state, which survives JSON', () => {
    const stream = new Xoshiro('saved', [3, 1, 4, 1]);
    for (let i = 0; i < 1001; i++) stream.normal();
    const saved: number[] = JSON.parse(JSON.stringify(stream.state()));
    const draw = () => Array.from({ length: 500 }, () => [stream.normal(), stream.uniform(), stream.integer(9)]);
    const expected = draw();
    stream.restore(saved);
    expect(draw()).toEqual(expected);
    expect(saved.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32)).toBe(true);
  });
});
