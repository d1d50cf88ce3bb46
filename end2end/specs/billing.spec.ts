import { expect, test, visit } from '../fixtures/console.ts';
import { rowOf } from '../fixtures/tables.ts';
import { worldWithBill } from '../fixtures/world.ts';

test('an organization tells its credits apart, and keeps its Eco commitments and invoices', async ({ page, bill, complaints }) => {
  complaints.expect(/status of 422/);
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${org}/billing`);
  await expect(page.getByText("These are Muster's own patterns.")).toBeVisible();
  const patterns = page.locator('.pattern');
  const count = await patterns.count();
  const last = page.getByLabel(`Pattern ${count}`, { exact: true });
  await last.fill('(');
  await page.getByRole('button', { name: 'Save patterns' }).click();
  await expect(last).toHaveAttribute('aria-invalid', 'true');
  await expect(last, 'what was typed stays').toHaveValue('(');

  await last.fill('promotional');
  await page.getByRole('button', { name: `Try pattern ${count} earlier` }).click();
  await expect(page.getByLabel(`Pattern ${count - 1}`, { exact: true })).toHaveValue('promotional');
  await page.getByRole('button', { name: 'Save patterns' }).click();
  await expect(page.getByText("These patterns are your organization's own.")).toBeVisible();
  await expect(page.getByLabel(`Pattern ${count - 1}`, { exact: true })).toHaveValue('promotional');
  await page.getByRole('button', { name: "Back to Muster's own" }).click();
  await expect(page.getByText("These are Muster's own patterns.")).toBeVisible();

  await page.getByRole('radio', { name: 'Those begun on a day or later' }).check();
  await page.getByLabel('First day').fill('2018-06-01');
  await page.getByRole('button', { name: 'Save commitments' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();

  await page.getByLabel('Month', { exact: true }).last().fill('2018-09');
  await page.getByLabel(/^Amount/).fill('120.00');
  await page.getByRole('button', { name: 'Record invoice' }).click();
  await expect(rowOf(page, 'Eco invoices', '2018-09')).toContainText('120.00');
  await page.reload();
  await expect(page.getByLabel('First day')).toHaveValue('2018-06-01');
  await page.getByRole('button', { name: 'Remove the invoice of 2018-09' }).click();
  await expect(page.getByText('No invoice recorded')).toBeVisible();
});
