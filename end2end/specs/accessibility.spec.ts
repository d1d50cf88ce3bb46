import { test, visit } from '../fixtures/console.ts';
import { addRule, openEditor } from '../fixtures/editor.ts';
import { OWN_PAGES, PUBLIC_PAGES, pagesOf } from '../fixtures/pages.ts';
import { expectUsable } from '../fixtures/usable.ts';
import { fullWorld, newWorld } from '../fixtures/world.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test.slow();

    test('every page of an organization is accessible and fits a phone', async ({ page, bill }) => {
      const world = await fullWorld(page.request, bill);
      for (const { name, path } of [...pagesOf(world), ...OWN_PAGES, { name: 'organizations', path: '/organizations' }]) {
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
      for (const section of ['management-accounts', 'accounts', 'subsets', 'reports', 'schedules', 'nowhere', 'workflows']) {
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
