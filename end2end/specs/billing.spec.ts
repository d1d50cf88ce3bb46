import { expect, test, visit } from '../fixtures/console.ts';
import { signIn } from '../fixtures/people.ts';
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

const LEFT = /^Caught by no pattern/;

test('what no pattern catches is listed by month, and what edited patterns would leave of it', async ({ page, bill, complaints }) => {
  complaints.expect(/status of 422/);
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${org}/billing`);
  const left = page.getByRole('table', { name: LEFT });
  const waiver = left.getByRole('row').filter({ hasText: 'Global Data Egress Waiver' });
  await expect(left).toBeVisible();
  await expect(waiver, 'a pattern of its own catches it').toHaveCount(0);

  const egress = page.locator('.pattern').filter({ has: page.locator('input[value*="egress"]') });
  await egress.getByLabel(/^Pattern \d+$/).fill('nothing like it');
  await expect(waiver).toBeVisible();
  await expect(page.locator('.uncaught')).toContainText('Not saved yet. As edited they leave');
  await egress.getByLabel(/^Pattern \d+$/).fill('(');
  await expect(page.locator('.uncaught')).toContainText('and shown as saved. Pattern 3: ');
  await expect(waiver).toHaveCount(0);
  await page.reload();
  await expect(page.locator('.uncaught')).not.toContainText('Not saved yet');
});

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false });

  test('a button shows what edited patterns would leave', async ({ page, request, bill }) => {
    const { org, person } = await worldWithBill(request, bill);
    await page.goto('/sign-in');
    await signIn(page, person);
    await page.goto(`/organizations/${org}/billing`);
    await page.locator('.pattern input[value*="egress"]').fill('nothing like it');
    await page.getByRole('button', { name: 'Show what they leave' }).click();
    await expect(page.getByRole('table', { name: LEFT })).toContainText('Global Data Egress Waiver');
    await expect(page.locator('.uncaught')).toContainText('Not saved yet.');
    await page.getByRole('button', { name: 'Save patterns' }).click();
    await expect(page.getByText("These patterns are your organization's own.")).toBeVisible();
    await expect(page.locator('.uncaught')).not.toContainText('Not saved yet');
    await expect(page.getByRole('table', { name: LEFT })).toContainText('Global Data Egress Waiver');
  });
});
