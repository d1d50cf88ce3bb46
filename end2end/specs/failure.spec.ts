import { MONTH, billText, unblended } from '../fixtures/bill.ts';
import { upload } from '../fixtures/bills.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { parseCsv } from '../fixtures/csv.ts';
import { inFile } from '../fixtures/exact.ts';
import { newWorld, worldWithBill } from '../fixtures/world.ts';
import { cell, rowOf } from '../fixtures/tables.ts';

test('a bad file is named with line and column, and the month stays as it was', async ({ page, bill }) => {
  const world = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${world.org}/management-accounts/${world.managementAccount}`);
  await upload(page, { name: 'broken.csv', mimeType: 'text/csv', buffer: broken(bill.files[0] ?? '') });

  const reason = /^broken\.csv: line 5, column line_?item\/?_?unblended_?cost: `12,34x` is not a number: expected a decimal/i;
  await expect(page.getByRole('heading', { name: 'The last import failed' })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.notice')).toHaveText(reason);
  expect((await cell(page, 'Months in the ledger', MONTH, 'Unblended cost')).amount).toBe(inFile(unblended(bill.lines)));
  await expect(rowOf(page, 'Imports', 'Failed')).toBeVisible();

  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.locator('.notice')).toHaveText(reason);
});

test('what a form was refused stands beside its field', async ({ page, complaints }) => {
  complaints.expect(/status of 422/);
  const world = await newWorld(page.request);
  await visit(page, `/organizations/${world.org}/management-accounts/new`);
  await page.getByLabel('Account ID').fill('561313371442');
  await page.getByLabel('Display name').fill('Twice');
  await page.getByRole('button', { name: 'Add account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Twice' })).toBeVisible();

  await visit(page, `/organizations/${world.org}/management-accounts/new`);
  await page.getByLabel('Account ID').fill('561313371442');
  await page.getByLabel('Display name').fill('Again');
  await page.getByRole('button', { name: 'Add account' }).click();
  await expect(page.getByLabel('Account ID')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Account ID')).toHaveValue('561313371442');
});

/** The bill's first file with a cost in its fifth line that is none. */
function broken(file: string): Buffer {
  const rows = parseCsv(billText(file));
  const place = rows[0]?.findIndex((name) => /unblended_?cost$/i.test(name) && !/net_?unblended/i.test(name)) ?? -1;
  if (rows[4]) rows[4][place] = '12,34x';
  const quoted = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
  return Buffer.from(`${quoted.join('\n')}\n`);
}
