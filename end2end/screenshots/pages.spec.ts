import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { test, visit } from '../fixtures/console.ts';
import { type ConsolePage, PUBLIC_PAGES, pagesOf } from '../fixtures/pages.ts';
import { fullWorld, newWorld } from '../fixtures/world.ts';

const FOLDER = resolve(process.env['MUSTER_SCREENSHOTS'] ?? 'test-results/screenshots');
const README_PICTURE = join(import.meta.dirname, '../../docs/images/report.png');
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360];

test('every page, wide and narrow, light and dark', async ({ page, bill, complaints }) => {
  complaints.expect(/status of 404/);
  await take(page, PUBLIC_PAGES);
  const { org } = await newWorld(page.request);
  const empty = ['management-accounts', 'accounts', 'subsets', 'workflows', 'reports', 'nowhere'];
  await take(page, empty.map((name) => ({ name: `empty-${name}`, path: `/organizations/${org}/${name}` })));
  const world = await fullWorld(page.request, bill);
  await take(page, [...pagesOf(world), { name: 'organizations', path: '/organizations' }]);
});

test('the report of the README', async ({ page, bill }) => {
  const world = await fullWorld(page.request, bill);
  await page.setViewportSize({ width: 1280, height: 860 });
  await visit(page, `/organizations/${world.org}/reports/${world.report}`);
  await page.screenshot({ path: README_PICTURE, animations: 'disabled' });
});

async function take(page: Page, pages: ConsolePage[]): Promise<void> {
  for (const { name, path } of pages) {
    await visit(page, path);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: join(FOLDER, `${name}-${width}-${colorScheme}.png`), fullPage: true, animations: 'disabled' });
      }
    }
  }
}
