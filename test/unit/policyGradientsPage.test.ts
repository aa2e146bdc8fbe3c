import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differenceList, rowNames, slotTable } from '../support/policyGradientRows.js';
import { fillBlock, readDocument } from './markdown.js';
import { ROOT } from './sources.js';

const PAGE = 'docs/policy-gradients-as-inference.md';
const COMMAND = 'UPDATE_DOCS=1 npx vitest run --project unit test/unit/policyGradientsPage.test.ts';

describe(PAGE, () => {
  it('shows ten rows and more as the presets are', () => {
    expect(rowNames.length).toBeGreaterThanOrEqual(10);
    const page = readDocument(PAGE);
    const filled = fillBlock(fillBlock(page, 'slots:rows', slotTable()), 'differences:rows', differenceList());
    if (process.env.UPDATE_DOCS !== undefined) writeFileSync(join(ROOT, PAGE), filled);
    else expect(page, COMMAND).toBe(filled);
  });
});
