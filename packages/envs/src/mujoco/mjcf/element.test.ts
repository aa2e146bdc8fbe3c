import { expect, it } from 'vitest';
import { element, toXml } from './element.js';

it('writes nested elements, leaves undefined attributes out, and escapes', () => {
  const inner = element('joint', { name: 'a "b" <c> & d', range: [-1, 0.5], limited: true, ref: undefined });
  expect(toXml(element('body', {}, [inner, element('geom')]))).toBe(
    '<body><joint name="a &quot;b&quot; &lt;c&gt; &amp; d" range="-1 0.5" limited="true"/><geom/></body>',
  );
});

it('writes numbers that read back as the same', () => {
  const odd = [1.05 - 1.25, 1 / 3, 1e-5, 0, Math.SQRT1_2];
  const [, text] = /size="(.*)"/.exec(toXml(element('geom', { size: odd })))!;
  expect(text.split(' ').map(Number)).toEqual(odd);
});
