import type { Locator, Page } from '@playwright/test';
import { expect, test, visit } from '../fixtures/console.ts';
import { card, fileOf } from '../fixtures/editor.ts';
import { fullWorld } from '../fixtures/world.ts';

/** More stops than any page has. */
const MOST_STOPS = 200;

test('signing in and reordering a rule takes a keyboard only', async ({ page, browser, baseURL, bill }) => {
  const other = await browser.newContext(baseURL ? { baseURL } : {});
  const world = await fullWorld(other.request, bill);
  await other.close();

  await visit(page, '/sign-in');
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type(world.person.email);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(world.person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Cost Analysis' })).toBeVisible();

  await press(page, page.locator('.sidebar').getByRole('link', { name: 'Billing workflows' }));
  await press(page, page.getByRole('link', { name: 'Reseller standard' }));
  await press(page, page.getByRole('link', { name: 'Edit' }));
  const move = page.getByRole('button', { name: 'Move Replace RI discounts down' });
  await press(page, move);
  await expect(move, 'the focus stays with the card').toBeFocused();
  await expect(card(page, 'Replace RI discounts')).toHaveAccessibleName(/^3/);
  await expect(page.getByRole('status').filter({ hasText: 'Replace RI discounts' })).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Save workflow' }));

  await expect(page.getByText('Version 2')).toBeVisible();
  expect((await fileOf(page)).rules.map(({ rule }) => rule)).toEqual(['remove_credits', 'replace_sp_discounts', 'replace_ri_discounts', 'uplift']);
});

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** Goes on by Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is no stop of the Tab key`);
}
