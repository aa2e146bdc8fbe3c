import { CAPABILITIES, OPTIONAL_SLOTS, SLOT_NAMES } from '@vem/framework';
import { describe, expect, it } from 'vitest';
import { headings, readDocument } from './markdown.js';

const page = readDocument('docs/slots.md');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text] as const),
);

describe('docs/slots.md', () => {
  it('has a section for every slot, and for nothing that is none', () => {
    expect([...headings(page, 2)].slice(1).sort()).toEqual([...SLOT_NAMES].sort());
  });

  it.each(SLOT_NAMES)('names what plugins of slot %s can provide', (slot) => {
    const text = sections.get(slot) ?? '';
    for (const capability of CAPABILITIES[slot]) expect(text).toContain(`\`${capability}\``);
    if (CAPABILITIES[slot].length === 0) expect(text).toContain('Provides nothing.');
  });

  it('says which slots may stay empty', () => {
    for (const slot of SLOT_NAMES)
      expect(/\bMay stay empty\b/.test(sections.get(slot) ?? ''), slot).toBe(
        (OPTIONAL_SLOTS as readonly string[]).includes(slot),
      );
  });
});
