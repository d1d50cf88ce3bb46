import type { Browser } from '@playwright/test';
import { MONTH } from '../fixtures/bill.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { exact, inFile, onScreen, sum } from '../fixtures/exact.ts';
import { download } from '../fixtures/reports.ts';
import { cell, rowOf } from '../fixtures/tables.ts';
import { type FullWorld, fullWorld, newWorld } from '../fixtures/world.ts';

test('a provider charges a customer, who reads the same total on a statement', async ({ page, bill, browser, baseURL }) => {
  const world = await fullWorld(page.request, bill);
  const name = bill.accounts[0]?.customer ?? '';
  await visit(page, `/organizations/${world.org}/associations`);
  await page.getByLabel('Subset').selectOption(world.subset);
  await page.getByLabel('Billing workflow').selectOption(world.workflow);
  await page.getByLabel('From').selectOption(MONTH);
  await page.getByRole('button', { name: 'Associate' }).click();
  await expect(rowOf(page, 'Associations', name).getByText('In force')).toBeVisible();

  await visit(page, `/organizations/${world.org}/subsets`);
  await expect.poll(async () => (await cell(page, 'Subsets', name, 'MTD Charge')).amount, { timeout: 60_000 }).not.toBeNull();
  const charge = (await cell(page, 'Subsets', name, 'MTD Charge')).amount ?? '';
  const total = await readStatement(browser, baseURL ?? '', (customer) => addCustomer(customer.email, customer.org));
  expect(total).toBe(charge);

  await visit(page, `/organizations/${world.org}/months/${MONTH}`);
  await page.getByLabel('Reason').fill('Invoices sent');
  await page.getByRole('button', { name: 'Close month' }).click();
  await expect(page.getByRole('button', { name: 'Reopen month' })).toBeVisible();
  await expect(rowOf(page, 'History', 'Closed').getByText('Invoices sent')).toBeVisible();

  async function addCustomer(email: string, organization: string): Promise<void> {
    await visit(page, `/organizations/${world.org}/customers`);
    await page.getByLabel('Subset').selectOption(world.subset);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Organization ID').fill(organization);
    await page.getByRole('button', { name: 'Add end customer' }).click();
    await expect(rowOf(page, 'End customers', email)).toBeVisible();
  }
});

/** In a browser of the customer's own; answers the statement's total with every decimal. */
async function readStatement(
  browser: Browser,
  baseURL: string,
  added: (customer: { email: string; org: string }) => Promise<void>,
): Promise<string> {
  const context = await browser.newContext({ baseURL });
  const { person, org } = await newWorld(context.request, 'Contoso');
  await added({ email: person.email, org });
  const page = await context.newPage();
  await visit(page, '/');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Charge of each month' })).toBeVisible();
  const menu = page.locator('.sidebar').getByRole('navigation', { name: 'Sections' }).getByRole('link');
  await expect(menu).toHaveText(['Overview', 'Charge analysis', 'Statements', 'Members', 'Tickets', 'API tokens', 'Audit']);
  // Grants are about bills, which it has none of.
  await visit(page, `/organizations/${org}/members/invite`);
  await expect(page.getByRole('radio')).toHaveCount(2);
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await page.locator('.sidebar').getByRole('link', { name: 'Statements' }).click();
  await page.getByRole('link', { name: MONTH, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Statement ${MONTH}` })).toBeVisible();
  const shown = page.locator('.statement-total data');
  const total = (await shown.getAttribute('value')) ?? '';
  await expect(shown).toHaveText(onScreen(exact(total)));
  const [header = [], ...rows] = await download(page, 'CSV');
  expect(inFile(sum(rows.map((row) => exact(row[header.indexOf('Charge')] ?? ''))))).toBe(total);
  await context.close();
  return total;
}

test('without script a subset is associated, and the months say so', async ({ browser, baseURL, bill }) => {
  const context = await browser.newContext({ baseURL: baseURL ?? '', javaScriptEnabled: false });
  const world: FullWorld = await fullWorld(context.request, bill);
  const page = await context.newPage();
  await page.goto(`/organizations/${world.org}/associations`);
  await page.getByLabel('Subset').selectOption(world.subset);
  await page.getByRole('button', { name: 'Associate' }).click();
  await expect(page.getByText('In force')).toBeVisible();
  await page.goto(`/organizations/${world.org}/months`);
  await expect(page.getByRole('link', { name: MONTH, exact: true })).toBeVisible();
  await context.close();
});
