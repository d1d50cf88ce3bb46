import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, card } from '../fixtures/editor.ts';
import { type ConsolePage, OWN_PAGES, PUBLIC_PAGES, pagesOf } from '../fixtures/pages.ts';
import { fullWorld, newWorld } from '../fixtures/world.ts';

const FOLDER = resolve(process.env['MUSTER_SCREENSHOTS'] ?? 'test-results/screenshots');
const IMAGES = join(import.meta.dirname, '../../docs/images');
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360];

test('every page, wide and narrow, light and dark', async ({ page, bill, complaints }) => {
  complaints.expect(/status of 404/);
  await take(page, PUBLIC_PAGES);
  const { org } = await newWorld(page.request);
  const empty = ['management-accounts', 'accounts', 'subsets', 'workflows', 'reports', 'schedules', 'nowhere'];
  await take(page, empty.map((name) => ({ name: `empty-${name}`, path: `/organizations/${org}/${name}` })));
  const world = await fullWorld(page.request, bill);
  await take(page, [...pagesOf(world), ...OWN_PAGES, { name: 'organizations', path: '/organizations' }]);
});

test('the pictures of the README', async ({ page, bill }) => {
  const world = await fullWorld(page.request, bill);
  const org = `/organizations/${world.org}`;
  await page.setViewportSize({ width: 1280, height: 860 });
  await visit(page, `${org}/reports/${world.report}`);
  await shoot(page, 'waterfall');

  await page.getByRole('row').filter({ hasText: 'Aurora Foods Production' }).filter({ hasText: 'AmazonEC2' }).getByRole('link').click();
  const covered = page.locator('.trail-line').filter({ hasText: 'public on-demand' }).first();
  await covered.locator('summary').click();
  await expect(covered.locator('.trail-step').first()).toBeVisible();
  await covered.evaluate((line) => line.scrollIntoView({ block: 'center' }));
  await shoot(page, 'trail');

  await visit(page, `${org}/workflows/${world.workflow}/edit`);
  await expect(page.locator('.preview-charge data')).toBeVisible();
  await addRule(page, 'Custom rule');
  const custom = card(page, 'Custom rule');
  await custom.getByLabel('Label').fill('Quiet Tuesdays');
  await custom.getByLabel('When').fill("day_of_week = 'Tuesday' and region like 'us-east-%'");
  await custom.getByLabel('Percentage', { exact: true }).fill('-2');
  await expect(custom.locator('.effect data')).toBeVisible();
  await custom.scrollIntoViewIfNeeded();
  await shoot(page, 'editor');
});

/** With a palette: a third of the bytes, and nobody sees the difference. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  const picture = await page.screenshot({ animations: 'disabled' });
  await sharp(picture).png({ palette: true, quality: 95, effort: 10 }).toFile(join(IMAGES, `${name}.png`));
}

async function take(page: Page, pages: ConsolePage[]): Promise<void> {
  for (const { name, path } of pages) {
    await visit(page, path);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: 'disabled' });
      }
    }
  }
}
