import { describe, expect, it } from 'vitest';
import { Streams } from './streams.js';

const draw = (stream: { uniform(): number }, count = 20) => Array.from({ length: count }, () => stream.uniform());

describe('Streams', () => {
  it('gives the same numbers for the same seed and name', () => {
    expect(draw(new Streams(7).stream('replay'))).toEqual(draw(new Streams(7).stream('replay')));
  });

  it('gives other numbers for another seed or name', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 100; seed++) {
      for (const name of ['environment', 'environment/0', 'environment/1', 'replay', 'noise', '']) {
        seen.add(draw(new Streams(seed).stream(name), 2)[1]);
      }
    }
    // 600 draws of 32 bits: a collision has probability 4e-5.
    expect(seen.size).toBe(600);
  });

  it('does not let one consumer move the numbers of another', () => {
    const quiet = new Streams(3);
    const busy = new Streams(3);
    draw(busy.stream('environment'), 1000);
    expect(draw(busy.stream('replay'))).toEqual(draw(quiet.stream('replay')));
  });

  it.each([
    ['names of one seed', (i: number) => new Streams(1).stream(`consumer-${i}`)],
    ['seeds of one name', (i: number) => new Streams(i).stream('consumer')],
  ])('has no correlation between the %s', (_, make) => {
    // Products of centred uniforms have mean 0 and variance 1/144.
    const draws = 20_000;
    for (let i = 0; i < 20; i++) {
      const [one, other] = [make(i), make(i + 1)];
      let sum = 0;
      for (let k = 0; k < draws; k++) sum += (one.uniform() - 0.5) * (other.uniform() - 0.5);
      expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(draws / 144));
    }
  });

  it('has uniform first numbers over consecutive seeds', () => {
    const seeds = 20_000;
    const counts = new Float64Array(50);
    for (let seed = 0; seed < seeds; seed++) counts[Math.floor(new Streams(seed).stream('first').uniform() * 50)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - seeds / 50) ** 2 / (seeds / 50), 0);
    expect(Math.abs(chiSquare - 49)).toBeLessThan(4 * Math.sqrt(2 * 49));
  });

  it('hands out one object per name, and fresh ones that leave no trace', () => {
    const streams = new Streams(5);
    expect(streams.stream('a')).toBe(streams.stream('a'));
    const before = streams.state();
    const start = draw(new Streams(5).stream('a'));
    draw(streams.stream('a'));
    streams.stream('a').restore(before.a);
    expect(draw(streams.fresh('a'))).toEqual(start);
    expect(streams.state()).toEqual(before);
  });

  it('continues bit for bit from a saved state, in another object and after JSON', () => {
    const streams = new Streams(9);
    draw(streams.stream('a'), 123);
    streams.stream('b').normal();
    const saved = JSON.parse(JSON.stringify(streams.state()));
    const expected = [draw(streams.stream('a')), draw(streams.stream('b'))];
    const resumed = new Streams(9);
    resumed.restore(saved);
    expect([draw(resumed.stream('a')), draw(resumed.stream('b'))]).toEqual(expected);
  });

  it('puts streams that the state does not know back to their start', () => {
    const streams = new Streams(9);
    const saved = streams.state();
    const expected = draw(streams.stream('late'));
    streams.restore(saved);
    expect(draw(streams.stream('late'))).toEqual(expected);
  });
});
