import { unblended } from '../fixtures/bill.ts';
import { charge, removeProgramCredits, replaceRiDiscounts, uplift } from '../fixtures/charge.ts';
import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, card, openEditor, previewed } from '../fixtures/editor.ts';
import { inFile, onScreen } from '../fixtures/exact.ts';
import { worldWithBill } from '../fixtures/world.ts';

test('the preview follows what is typed, exact to the last digit, and saves nothing', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await visit(page, `/organizations/${org}/workflows`);
  await openEditor(page, 'Never saved');
  const cost = unblended(bill.lines);
  await expect(previewed(page, 'Unblended')).toHaveAttribute('value', inFile(cost));

  await addRule(page, 'Replace RI discounts');
  await expect(previewed(page, 'Charge')).toHaveAttribute('value', inFile(charge([replaceRiDiscounts], bill.lines)));
  const raise = await addRule(page, 'Uplift');
  await raise.getByLabel('Percentage').fill('3');
  const three = charge([replaceRiDiscounts, uplift('3')], bill.lines);
  await expect(previewed(page, 'Charge')).toHaveAttribute('value', inFile(three));
  await expect(previewed(page, 'Difference')).toHaveAttribute('value', inFile(three - cost));

  await raise.getByLabel('Percentage').fill('12.5');
  const more = charge([replaceRiDiscounts, uplift('12.5')], bill.lines);
  await expect(previewed(page, 'Charge')).toHaveAttribute('value', inFile(more));
  const step = more - charge([replaceRiDiscounts], bill.lines);
  await expect(card(page, 'Uplift').locator('.effect data')).toHaveText(`+${onScreen(step)}`);
  await expect(card(page, 'Replace RI discounts').locator('.effect')).toContainText(' lines');

  const credits = await addRule(page, 'Remove credits and discounts');
  await credits.getByRole('checkbox', { name: 'Enterprise discount program' }).check();
  await credits.getByRole('checkbox', { name: 'Solution provider program' }).check();
  const all = charge([removeProgramCredits, replaceRiDiscounts, uplift('12.5')], bill.lines);
  await expect(previewed(page, 'Charge')).toHaveAttribute('value', inFile(all));

  await addRule(page, 'Discount');
  await expect(page.locator('.preview')).toContainText('Rules contradict each other.');
  await expect(previewed(page, 'Charge'), 'the old figures stay').toHaveAttribute('value', inFile(all));

  await page.getByRole('link', { name: 'Cancel' }).click();
  await expect(page.getByText('No workflows yet')).toBeVisible();
});

test('the preview is of the subsets that are ticked', async ({ page, bill }) => {
  const world = await worldWithBill(page.request, bill);
  const customer = bill.accounts.find((account) => account.customer !== bill.accounts[0]?.customer);
  await visit(page, `/organizations/${world.org}/subsets/new`);
  await page.getByLabel('Name', { exact: true }).fill('One');
  await page.getByRole('checkbox', { name: customer?.id ?? '' }).check();
  await page.getByRole('button', { name: 'Create subset' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'One' })).toBeVisible();

  await openEditor(page, 'For one');
  await page.getByText('All accounts').click();
  await page.locator('.preview').getByRole('checkbox', { name: 'One' }).check();
  const lines = bill.lines.filter((line) => line.account === customer?.id);
  await expect(previewed(page, 'Unblended')).toHaveAttribute('value', inFile(unblended(lines)));
});
