import { MONTH, costOf, unblended } from '../fixtures/bill.ts';
import { addManagementAccount, untilImported, upload } from '../fixtures/bills.ts';
import { type Rule, charge, replaceRiDiscounts, uplift } from '../fixtures/charge.ts';
import { expect, test } from '../fixtures/console.ts';
import { addRule, card, openEditor, previewed, save } from '../fixtures/editor.ts';
import { exact, inFile, percentOf, sum } from '../fixtures/exact.ts';
import { signIn } from '../fixtures/people.ts';
import { download, expectSame, generate, shownRows } from '../fixtures/reports.ts';
import { createSubset } from '../fixtures/subsets.ts';
import { cell } from '../fixtures/tables.ts';
import { newWorld, worldWithBill } from '../fixtures/world.ts';

const RULES: Rule[] = [replaceRiDiscounts, uplift('3')];

test.use({ javaScriptEnabled: false });

test('without script a bill becomes a report all the same', async ({ page, request, bill }) => {
  const { person } = await newWorld(request);
  await page.goto('/sign-in');
  await signIn(page, person);

  const [payer, ...others] = bill.accounts;
  await addManagementAccount(page, payer ?? { id: '', name: '', customer: '' });
  await upload(page, bill.files);
  await untilImported(page);
  const month = await cell(page, 'Months in the ledger', MONTH, 'Unblended cost');
  expect(month.amount).toBe(inFile(unblended(bill.lines)));

  await createSubset(page, 'Customers', others);
  const cost = costOf(bill, others.map((account) => account.id));
  expect((await cell(page, 'Accounts in the subset', `Total of ${others.length}`, 'MTD Cost')).amount).toBe(inFile(cost));

  await openEditor(page, 'By hand');
  await addRule(page, 'Replace RI discounts');
  await (await addRule(page, 'Uplift')).getByLabel('Percentage').fill('3');
  await page.getByRole('button', { name: 'Move Uplift up' }).click();
  await expect(card(page, 'Uplift').getByLabel('Percentage')).toHaveValue('3');
  await save(page, 'By hand');

  await generate(page, { name: 'On paper', groups: ['Subset', 'Service'] });
  const file = await download(page, 'Download CSV');
  const column = (name: string) => sum(file.slice(1).map((row) => exact(row[file[0]?.indexOf(name) ?? -1] ?? '')));
  expect(inFile(column('Unblended'))).toBe(inFile(unblended(bill.lines)));
  expect(inFile(column('Charge From Report'))).toBe(inFile(charge(RULES, bill.lines)));
  expectSame(await shownRows(page), file);
});

const halfOfEc2: Rule = (line, charge) => (line.service === 'AmazonEC2' ? charge + percentOf('-50', charge) : charge);

test('without script a condition is checked, and a button shows what the rules do', async ({ page, bill }) => {
  const { org } = await worldWithBill(page.request, bill);
  await page.goto(`/organizations/${org}/workflows`);
  await openEditor(page, 'By hand');
  const custom = await addRule(page, 'Custom rule');
  await custom.getByLabel('Label').fill('Half');
  await custom.getByLabel('When').fill("service = 'AmazonEC2' and\ncolour = 1");
  await custom.getByLabel('Percentage', { exact: true }).fill('-50');
  await page.getByRole('button', { name: 'Show the effects' }).click();
  await expect(custom.locator('.condition-mark')).toHaveText('colour');

  await custom.getByLabel('When').fill("service = 'AmazonEC2'");
  await page.getByRole('button', { name: 'Show the effects' }).click();
  await expect(previewed(page, 'Charge')).toHaveAttribute('value', inFile(charge([halfOfEc2], bill.lines)));
  await expect(custom.locator('.effect')).toContainText(' lines');

  await page.getByText('Import a workflow file').click();
  await page.getByLabel('Workflow file (JSON)').fill('{"name":"Read","rules":[{"rule":"uplift","percent":"9"}]}');
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await expect(card(page, 'Uplift').getByLabel('Percentage')).toHaveValue('9');
  await save(page, 'Read');
});

test('without script a refused form comes back with its reason', async ({ page, request }) => {
  const { person } = await newWorld(request);
  await page.goto('/sign-in');
  await signIn(page, { ...person, password: 'not the password' });
  await expect(page.getByText('This e-mail and password do not belong together.')).toBeVisible();
  await signIn(page, person);
  await expect(page.getByRole('heading', { level: 1, name: 'Management accounts' })).toBeVisible();
});
