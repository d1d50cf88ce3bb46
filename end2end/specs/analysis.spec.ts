import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { type Line, MONTH, costOf, nameOf, unblended } from '../fixtures/bill.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { type Exact, exact, inFile, onScreen, sum } from '../fixtures/exact.ts';
import { download } from '../fixtures/reports.ts';
import { rowOf } from '../fixtures/tables.ts';
import { fullWorld, worldWithBill } from '../fixtures/world.ts';

const analysis = (org: string, query = ''): string => `/organizations/${org}/analysis${query}`;

/** What the row of the groups says, with every decimal. */
async function amount(page: Page, group: string): Promise<Exact> {
  const row = page.locator('.analysis-groups .table tbody tr').filter({ has: page.getByRole('rowheader', { name: group, exact: true }) });
  return exact((await row.locator('data').first().getAttribute('value')) ?? '');
}

function byService(lines: Line[]): Map<string, Exact> {
  const services = new Map<string, Line[]>();
  for (const line of lines) services.set(line.service, [...(services.get(line.service) ?? []), line]);
  return new Map([...services].map(([service, found]) => [service, unblended(found)]));
}

test('an organization with a bill opens at its costs, which are those of the bill', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${org}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Cost Analysis' })).toBeVisible();
  const total = unblended(bill.lines);
  await expect(page.locator('.stat').filter({ hasText: 'Month to date' }).locator('data')).toHaveText(onScreen(total));
  for (const [service, cost] of [...byService(bill.lines)].filter(([, cost]) => cost !== 0n).slice(0, 3)) {
    expect(await amount(page, service), service).toBe(cost);
  }
  const [header = [], ...rows] = await download(page, 'CSV');
  expect(header).toEqual(['From', 'To', 'Service', 'Unblended', 'Currency']);
  expect(inFile(sum(rows.map((row) => exact(row[3] ?? ''))))).toBe(inFile(total));
});

test('what is chosen stands in the address, and leads from a month to a day to its lines', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org));
  await page.getByLabel('Group by').selectOption('Account');
  await expect(page).toHaveURL(/by=account/);
  await page.getByLabel('Period').selectOption('This month');
  await expect(page).toHaveURL(/period=this-month/);
  const [payer] = bill.accounts;
  const account = payer?.id ?? '';
  const name = nameOf(bill, account);
  await page.locator('.analysis-groups .table').getByRole('link', { name, exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`account=${account}`));
  await expect(page.getByRole('link', { name: `Remove the filter Account: ${name}` })).toBeVisible();
  await expect(page.locator('.stat').filter({ hasText: 'of the period' }).locator('data')).toHaveText(onScreen(costOf(bill, [account])));

  // The address says all of it.
  await visit(page, page.url().replace(/^https?:\/\/[^/]+/, ''));
  const day = page.getByRole('link', { name: new RegExp(`^${MONTH}-03, `) });
  await day.focus();
  await expect(page.locator('.chart-column:focus-visible .chart-tip')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: `Lines of ${MONTH}-03` })).toBeVisible();
  await expect(page.getByRole('table', { name: `Lines of ${MONTH}-03` }).getByRole('row').nth(1)).toContainText(name);
  await page.getByRole('link', { name: 'Cost Analysis' }).last().click();
  await expect(page).toHaveURL(/grain=day/);
});

test('filters are ticked, applied and taken away again', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org));
  await page.getByText('Filters', { exact: true }).click();
  await page.getByRole('checkbox', { name: 'AmazonEC2' }).check();
  await page.getByRole('checkbox', { name: 'AmazonS3' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/service=AmazonEC2&service=AmazonS3/);
  const chosen = bill.lines.filter((line) => ['AmazonEC2', 'AmazonS3'].includes(line.service));
  const period = page.locator('.stat').filter({ hasText: 'of the period' }).locator('data');
  await expect(period).toHaveText(onScreen(unblended(chosen)));
  await page.getByRole('link', { name: 'Remove the filter Service: AmazonS3' }).click();
  await expect(period).toHaveText(onScreen(unblended(chosen.filter((line) => line.service === 'AmazonEC2'))));
});

test('a view is kept under a name, opened again, and removed', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org, '?by=region&period=this-month'));
  await page.getByText('Saved views').click();
  await page.getByLabel('Save this view as').fill('Regions now');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText('Saved views (1)')).toBeVisible();
  await visit(page, analysis(org));
  await page.getByText('Saved views (1)').click();
  await page.getByRole('link', { name: 'Regions now' }).click();
  await expect(page).toHaveURL(/by=region&period=this-month/);
  await page.getByText('Saved views (1)').click();
  await page.getByRole('button', { name: 'Share: Regions now' }).click();
  await expect(page.getByText('Shared', { exact: true })).toBeAttached();
  await page.getByRole('button', { name: 'Remove Regions now' }).click();
  await expect(page.getByText('Saved views', { exact: true })).toBeVisible();
});

test('without script the chart is drawn, and choices are made by a button', async ({ browser, baseURL, bill }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false });
  const { org } = await worldWithBill(context.request, bill);
  const page = await context.newPage();
  await page.goto(analysis(org, '?period=this-month'));
  await expect(page.locator('.stacked-chart svg .chart-column')).toHaveCount(31);
  await page.getByLabel('Group by').selectOption('Charge Type');
  await page.locator('.analysis-toolbar').getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/by=charge-type/);
  expect(await amount(page, 'Tax')).toBe(unblended(bill.lines.filter((line) => line.type === 'Tax')));
  await page.getByText('As a table').click();
  await expect(page.getByRole('table', { name: 'Unblended by Charge Type, over time' })).toBeVisible();
  await page.getByText('Saved views').click();
  await page.getByLabel('Save this view as').fill('By type');
  await page.getByRole('button', { name: 'Save view' }).click();
  await expect(page.getByText('Saved views (1)')).toBeVisible();
  await context.close();
});

test('charges are kept by a tag from the page that asks for them, and stay the same', async ({ page, bill }) => {
  test.slow();
  const world = await fullWorld(page.request, bill);
  await visit(page, `/organizations/${world.org}/associations`);
  await page.getByLabel('Subset').selectOption(world.subset);
  await page.getByLabel('Billing workflow').selectOption(world.workflow);
  await page.getByLabel('From').selectOption(MONTH);
  await page.getByRole('button', { name: 'Associate' }).click();
  await expect(page.getByText('In force')).toBeVisible();
  const total = async (): Promise<string> => {
    const [, ...rows] = await download(page, 'CSV');
    return inFile(sum(rows.map((row) => exact(row[3] ?? ''))));
  };
  await visit(page, analysis(world.org, '?cost=charge'));
  await expect(page.getByText('Computing charges')).toBeHidden({ timeout: 60_000 });
  const charged = await total();
  await page.getByLabel('Group by').selectOption('Tag');
  await page.getByRole('combobox', { name: 'Tag', exact: true }).selectOption('user_team');
  await page.getByRole('button', { name: 'Keep charges by user_team' }).click();
  await expect(page.getByText('Charges are not kept by this tag')).toBeHidden();
  await expect(page.getByText('Computing charges')).toBeHidden({ timeout: 60_000 });
  const teams = new Set(bill.lines.filter((line) => bill.accounts.some((known) => known.id === line.account && known.customer === bill.accounts[0]?.customer)).map((line) => line.team));
  teams.delete('');
  expect(teams.size).toBeGreaterThan(1);
  for (const team of teams) await expect(page.getByRole('rowheader', { name: team, exact: true })).toBeVisible();
  expect(await total()).toBe(charged);
  await page.getByLabel('Cost type').selectOption('Margin');
  await expect(page.getByRole('rowheader', { name: [...teams][0] ?? '', exact: true })).toBeVisible();

  await visit(page, `/organizations/${world.org}/billing`);
  await page.getByLabel('Tag', { exact: true }).fill('user_environment');
  await page.getByRole('button', { name: 'Add tag' }).click();
  await expect(rowOf(page, 'Tags that tell charges apart', 'user_environment')).toBeVisible();
  await expect(page.getByLabel('Tag', { exact: true })).toHaveValue('');
  await page.getByRole('button', { name: 'Remove user_team' }).click();
  await expect(page.getByRole('button', { name: 'Remove user_team' })).toBeHidden();
});

test('nothing of the page is cut off, on a desk or on a phone', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org, '?period=this-month&by=account'));
  const scroller = page.getByRole('table', { name: 'Unblended by Account' }).locator('xpath=..');
  expect(await scroller.evaluate((frame) => frame.scrollWidth - frame.clientWidth), 'every column of the groups').toBe(0);

  await page.setViewportSize({ width: 360, height: 800 });
  const isWithin = async (what: string) => {
    const box = await page.locator(what).evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);
    expect(box.left, what).toBeGreaterThanOrEqual(0);
    expect(box.right, what).toBeLessThanOrEqual(360);
  };
  await page.getByText('Saved views').click();
  await isWithin('.views-menu > .menu-list');
  await page.keyboard.press('Escape');
  for (const day of ['01', '15', '31']) {
    await page.getByRole('link', { name: new RegExp(`^${MONTH}-${day}, `) }).focus();
    await isWithin('.chart-column:focus .chart-tip-box');
  }
});

test('the chart is read without a mouse and without eyes', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org, '?period=this-month'));
  await page.getByRole('group', { name: 'Unblended by Service' }).first().focus();
  await page.keyboard.press('Tab');
  const first = page.getByRole('link', { name: new RegExp(`^${MONTH}-01, Monday: [\\d,.]+`) });
  await expect(first).toBeFocused();
  await expect(page.locator('.chart-column:focus-visible .chart-tip')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: new RegExp(`^${MONTH}-02, Tuesday: `) })).toBeFocused();
  await page.getByText('As a table').focus();
  await page.keyboard.press('Enter');
  const total = page.getByRole('table', { name: 'Unblended by Service, over time' }).locator('tfoot data').first();
  await expect(total).toHaveText(onScreen(unblended(bill.lines)));
});

test('until a tag is chosen there are no figures', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org, '?by=tag'));
  await expect(page.getByText('Choose the tag whose values you want to tell apart.')).toBeVisible();
  await expect(page.locator('.stat')).toHaveCount(0);
  await page.getByLabel('Group by').selectOption('Region');
  await expect(page.locator('.stat')).toHaveCount(4);
});

test('an address that asks for what cannot be says so', async ({ page, bill, complaints }) => {
  complaints.expect(/status of 422/);
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, analysis(org, '?by=colour'));
  await expect(page.getByText('expected account, service, region')).toBeVisible();
  await page.getByRole('link', { name: 'Start over' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Cost Analysis' })).toBeVisible();
});

test('every state of the page is accessible and fits a phone', async ({ page, bill }) => {
  test.slow();
  const { org } = await fullWorld(page.request, bill);
  const states = ['', '?by=tag', '?cost=charge', '?cost=margin&by=account', '?period=custom&by=usage-type', '?service=AmazonEC2&region=(none)', '/days/2018-10-03'];
  for (const state of states) {
    await visit(page, `/organizations/${org}/analysis${state}`);
    // By the attribute: a click into one menu closes the others.
    await page.locator('main details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
      expect.soft(found, `${state} at ${width}`).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft(over, `${state} at ${width} scrolls sideways`).toBe(0);
    }
  }
});
