import { expect, test, visit } from '../fixtures/console.ts';
import { addRule, card, fileOf, openEditor, save } from '../fixtures/editor.ts';
import { newWorld } from '../fixtures/world.ts';

test('two versions are compared, and the old one is brought back', async ({ page }) => {
  const { org } = await newWorld(page.request);
  await visit(page, `/organizations/${org}/workflows`);
  await openEditor(page, 'Changing');
  await addRule(page, 'Remove taxes');
  await (await addRule(page, 'Uplift')).getByLabel('Percentage').fill('3');
  await save(page, 'Changing');

  await page.getByRole('link', { name: 'Edit' }).click();
  await card(page, 'Uplift').getByLabel('Percentage').fill('4');
  await card(page, 'Remove taxes').getByRole('button', { name: 'Remove Remove taxes' }).click();
  await addRule(page, 'Share RI cost');
  await page.getByLabel('What changes with this version (optional)').fill('Dearer');
  await save(page, 'Changing');
  await expect(page.getByText('Version 2, saved')).toBeVisible();
  await expect(page.getByRole('row', { name: /Dearer/ })).toBeVisible();

  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Changing: version 1 and version 2' })).toBeVisible();
  const change = (title: string) => page.locator('.change').filter({ has: page.getByText(title, { exact: true }) });
  await expect(change('Uplift')).toContainText('~ Changed');
  await expect(change('Uplift').locator('del')).toHaveText('3');
  await expect(change('Uplift').locator('ins')).toHaveText('4');
  await expect(change('Share RI cost')).toContainText('+ Added');
  await expect(change('Remove taxes')).toContainText('− Removed');

  await page.getByRole('link', { name: 'Version 1' }).click();
  await expect(page.getByText('This is an old version. The current one is version 2.')).toBeVisible();
  await page.getByRole('link', { name: 'Restore' }).click();
  await expect(page.getByText('It becomes version 3')).toBeVisible();
  await page.getByRole('button', { name: 'Restore version 1' }).click();
  await expect(page.getByText('Version 3, saved')).toBeVisible();
  expect((await fileOf(page)).rules).toEqual([{ rule: 'remove_taxes' }, { rule: 'uplift', percent: '3' }]);

  await page.getByRole('button', { name: 'Duplicate' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Edit .*Changing/ })).toBeVisible();
});
