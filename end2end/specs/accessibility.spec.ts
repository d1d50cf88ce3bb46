import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, openEditor } from '../fixtures/editor.ts';
import { PUBLIC_PAGES, pagesOf } from '../fixtures/pages.ts';
import { fullWorld, newWorld } from '../fixtures/world.ts';

const WIDTHS = [1280, 360];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test.slow();

    test('every page of an organization is accessible and fits a phone', async ({ page, bill }) => {
      const world = await fullWorld(page.request, bill);
      for (const { name, path } of [...pagesOf(world), { name: 'organizations', path: '/organizations' }]) {
        await visit(page, path);
        await expectUsable(page, name);
      }
    });

    test('so are pages before anything is there, and forms that were refused', async ({ page, complaints }) => {
      complaints.expect(/status of (404|422)/);
      for (const { name, path } of PUBLIC_PAGES) {
        await visit(page, path);
        await expectUsable(page, name);
      }
      const { org } = await newWorld(page.request);
      for (const section of ['management-accounts', 'accounts', 'subsets', 'reports', 'nowhere', 'workflows']) {
        await visit(page, `/organizations/${org}/${section}`);
        await expectUsable(page, `${section}, empty`);
      }
      await openEditor(page, 'Refused');
      await addRule(page, 'Uplift');
      await addRule(page, 'Discount');
      await page.getByRole('button', { name: 'Save workflow' }).click();
      await expectUsable(page, 'a refused workflow');
    });
  });
}

/** At both widths: axe finds nothing serious, and the page does not scroll sideways. */
async function expectUsable(page: Page, name: string): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    const found = serious.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
    expect.soft(found, `${name} at ${width}`).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect.soft(over, `${name} at ${width} scrolls sideways`).toBe(0);
  }
  await page.setViewportSize({ width: WIDTHS[0] ?? 1280, height: 800 });
}
