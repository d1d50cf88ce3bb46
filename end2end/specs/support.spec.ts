import type { Browser } from '@playwright/test';
import { expect, visit } from '../fixtures/console.ts';
import { signIn, signUp, somebody } from '../fixtures/people.ts';
import { openTicket, test } from '../fixtures/staffed.ts';

test('support finds an organization by a member and turns Subsets on', async ({ browser, staffed }) => {
  const [ada, sam] = [
    await (await browser.newContext({ baseURL: staffed.url })).newPage(),
    await (await browser.newContext({ baseURL: staffed.url })).newPage(),
  ];
  const member = somebody('Tailspin Toys');
  await ada.goto('/sign-up');
  await signUp(ada, member);
  await visit(sam, '/sign-in');
  await signIn(sam, staffed.support);
  await sam.locator('.sidebar').getByRole('link', { name: 'Organizations' }).click();
  await sam.getByRole('searchbox', { name: 'Find by name' }).fill(member.email.slice(0, 20));
  await sam.keyboard.press('Enter');
  await expect(sam.getByText('1 organization', { exact: true })).toBeVisible();
  await sam.getByRole('link', { name: 'Tailspin Toys' }).click();
  await sam.getByRole('button', { name: 'Turn Subsets on' }).click();
  await expect(sam.getByRole('button', { name: 'Turn Subsets off' })).toBeVisible();
  await ada.locator('.sidebar').getByRole('link', { name: 'Subsets' }).click();
  await expect(ada.getByRole('heading', { level: 1, name: 'Subsets' })).toBeVisible();
});

for (const script of [true, false]) {
  const how = script ? '' : ', without script too';
  test(`support enables subsets and declines with a reason${how}`, async ({ browser, staffed }) => {
    const open = (who: Browser) => who.newContext({ baseURL: staffed.url, javaScriptEnabled: script });
    const [ada, sam] = [await (await open(browser)).newPage(), await (await open(browser)).newPage()];
    const asker = somebody(`Fabrikam ${script ? 'with' : 'without'} script`);
    await ada.goto('/sign-up');
    await signUp(ada, asker);
    await sam.goto('/sign-in');
    await signIn(sam, staffed.support);
    await expect(sam.getByRole('heading', { level: 1, name: 'Ticket queue' })).toBeVisible();

    await test.step('the organization asks', async () => {
      await ada.locator('.sidebar').getByRole('link', { name: 'Subsets' }).click();
      await expect(ada.getByRole('heading', { name: 'Subsets are not enabled yet' })).toBeVisible();
      await ada.getByRole('link', { name: 'Request Subsets' }).click();
      await expect(ada.getByText(/For our Organization ID [0-9a-f-]{36}, enable Subsets\./)).toBeVisible();
      await ada.getByRole('button', { name: 'Send to support' }).click();
      await expect(ada.locator('.facts').getByText('Open', { exact: true })).toBeVisible();
    });
    await test.step('support takes the ticket and asks back', async () => {
      await openTicket(sam, asker.organization, 'Enable subsets');
      await sam.getByRole('button', { name: 'Take it myself' }).click();
      await expect(sam.getByText('In progress')).toBeVisible();
      await sam.getByLabel('Comment').fill('How many customers?');
      await sam.getByRole('button', { name: 'Add comment' }).click();
      await expect(sam.locator('.conversation').getByText('How many customers?')).toBeVisible();
      await ada.reload();
      await ada.getByLabel('Comment').fill('Three.');
      await ada.getByRole('button', { name: 'Add comment' }).click();
      await expect(ada.locator('.conversation').getByText('Three.')).toBeVisible();
    });
    await test.step('support approves, and subsets are there at once', async () => {
      await sam.reload();
      await expect(sam.locator('.conversation').getByText('Three.')).toBeVisible();
      await sam.getByRole('button', { name: 'Approve' }).click();
      await expect(sam.locator('.facts').getByText('Approved')).toBeVisible();
      await ada.locator('.sidebar').getByRole('link', { name: 'Subsets' }).click();
      await expect(ada.getByRole('heading', { name: 'Subsets are not enabled yet' })).toBeHidden();
      await expect(ada.getByRole('heading', { level: 1, name: 'Subsets' })).toBeVisible();
    });
    await test.step('a question is declined, and the reason is read', async () => {
      await ada.locator('.sidebar').getByRole('link', { name: 'Tickets' }).click();
      await ada.getByRole('link', { name: 'New ticket' }).click();
      await ada.getByRole('link', { name: 'Question' }).click();
      await ada.getByLabel('Your question').fill('Can you pay our bill?');
      await ada.getByRole('button', { name: 'Send to support' }).click();
      await expect(ada.locator('.facts').getByText('Open', { exact: true })).toBeVisible();
      await openTicket(sam, asker.organization, 'Can you pay our bill?');
      await sam.getByRole('button', { name: 'Decline' }).click();
      await expect(sam.getByText('Say why it is declined')).toBeVisible();
      await sam.getByLabel('What the organization is told').fill('Sadly not.');
      await sam.getByRole('button', { name: 'Decline' }).click();
      await expect(sam.locator('.facts').getByText('Declined')).toBeVisible();
      await ada.reload();
      await expect(ada.locator('.conversation').getByText('Sadly not.')).toBeVisible();
    });
  });
}
