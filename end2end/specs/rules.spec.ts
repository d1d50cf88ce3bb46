import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, card, fileOf, openEditor, save } from '../fixtures/editor.ts';
import { newWorld } from '../fixtures/world.ts';

test('every kind of rule of the later phases is written in a form, and read again', async ({ page }) => {
  const { org } = await newWorld(page.request);
  await visit(page, `/organizations/${org}/workflows`);
  await openEditor(page, 'All of it');

  const ri = await addRule(page, 'Share RI cost');
  await ri.getByRole('radio', { name: 'Recurring fee' }).check();
  await addRule(page, 'Share Savings Plan cost');

  const custom = await addRule(page, 'Custom rule');
  await custom.getByLabel('Label').fill('Quiet Tuesdays');
  await custom.getByLabel('When').fill("day_of_week = 'Tuesday' and region like 'us-east-%'");
  await custom.getByLabel('Percentage', { exact: true }).fill('-2');
  await custom.getByLabel('From (optional)').fill('2018-06-01');
  await expect(custom).toContainText('Quiet Tuesdays');

  const item = await addRule(page, 'Custom line item');
  await item.getByLabel('Label').fill('Managed service');
  await item.getByLabel('Amount', { exact: true }).fill('250.00');
  await item.getByRole('radio', { name: 'To each account' }).check();
  await item.getByRole('radio', { name: /^Once In the month/ }).check();

  const fee = await addRule(page, 'Eco fee');
  await fee.getByRole('radio', { name: 'An estimate, distributed' }).check();
  await fee.getByLabel('Percentage of all savings').fill('15');

  await save(page, 'All of it');
  expect((await fileOf(page)).rules).toEqual([
    { rule: 'share_ri_cost', basis: 'recurring' },
    { rule: 'share_sp_cost', basis: 'effective' },
    {
      rule: 'custom',
      label: 'Quiet Tuesdays',
      when: "day_of_week = 'Tuesday' and region like 'us-east-%'",
      action: { percent: '-2' },
      from: '2018-06-01',
    },
    { rule: 'custom_line_item', label: 'Managed service', amount: '250.00', per: 'account', repeat: 'once' },
    { rule: 'eco_fee', distributed: 'estimate', percent: '15' },
  ]);

  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(card(page, 'Custom rule').getByLabel('When')).toHaveValue("day_of_week = 'Tuesday' and region like 'us-east-%'");
  await expect(card(page, 'Eco fee').getByLabel('Percentage of all savings')).toHaveValue('15');
  const action = card(page, 'Custom rule').getByRole('group', { name: 'What happens to their charge' });
  await action.getByRole('radio', { name: 'A rate of its own' }).check();
  await action.getByLabel('Rate for one unit of usage').fill('0.05');
  await page.getByLabel('What changes with this version (optional)').fill('A rate for Tuesdays');
  await save(page, 'All of it');
  expect((await fileOf(page)).rules[2]).toMatchObject({ action: { set_rate: '0.05' } });
  await expect(page.getByRole('row', { name: /A rate for Tuesdays/ })).toBeVisible();
});

test('a condition says where it is wrong while it is typed', async ({ page }) => {
  const { org } = await newWorld(page.request);
  await visit(page, `/organizations/${org}/workflows`);
  await openEditor(page, 'Conditions');
  const custom = await addRule(page, 'Custom rule');
  const when = custom.getByLabel('When');
  await when.pressSequentially("region = 'us-east-1' and colour = 'red'");
  await expect(custom.locator('.condition-mark')).toHaveText('colour');
  await expect(custom).toContainText('At character 26:');
  await expect(when).toHaveAttribute('aria-invalid', 'true');

  await when.fill("region = 'us-east-1' and ");
  await custom.getByText('Columns and operators').click();
  await custom.getByRole('button', { name: 'hour', exact: true }).click();
  await when.press('End');
  await when.pressSequentially(' < 6');
  await expect(when).toHaveValue("region = 'us-east-1' and hour < 6");
  await expect(custom.locator('.condition-mark')).toHaveCount(0);
  await expect(custom).toContainText('Lines where');
});

test('a workflow file fills the form, and a wrong one says where', async ({ page }) => {
  const { org } = await newWorld(page.request);
  await visit(page, `/organizations/${org}/workflows/new`);
  await page.getByText('Import a workflow file').click();
  const file = page.getByLabel('Workflow file (JSON)');
  await file.fill('{"name":"W","rules":[{"rule":"uplift","percent":3}]}');
  await page.getByRole('button', { name: 'Fill the form' }).click();
  await expect(page.locator('#import-notes')).toContainText('rules[0].percent');

  const workflow = { name: 'From a file', rules: [{ rule: 'remove_taxes' }, { rule: 'uplift', percent: '7.5' }] };
  const buffer = Buffer.from(JSON.stringify(workflow));
  await page.getByLabel('Choose a workflow file').setInputFiles({ name: 'w.json', mimeType: 'application/json', buffer });
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('From a file');
  await expect(card(page, 'Uplift').getByLabel('Percentage')).toHaveValue('7.5');
  await save(page, 'From a file');
  expect((await fileOf(page)).rules).toEqual(workflow.rules);
});
