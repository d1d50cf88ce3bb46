import { visit } from '../fixtures/console.ts';
import { signIn } from '../fixtures/people.ts';
import { test } from '../fixtures/staffed.ts';
import { expectUsable } from '../fixtures/usable.ts';
import { newWorld } from '../fixtures/world.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the support console is accessible and fits a phone, ${colorScheme}`, async ({ browser, staffed }) => {
    const context = await browser.newContext({ baseURL: staffed.url, colorScheme });
    const { org } = await newWorld(context.request, 'Litware');
    await context.clearCookies();
    const page = await context.newPage();
    await visit(page, '/sign-in');
    await signIn(page, staffed.support);
    await page.getByRole('row').filter({ hasText: 'Litware' }).first().getByRole('link').click();
    await expectUsable(page, 'a ticket');
    for (const path of ['tickets', 'organizations', `organizations/${org}`, 'organizations?q=nobody', 'ramp-up']) {
      await visit(page, `/support/${path}`);
      await expectUsable(page, path);
    }
    await context.close();
  });
}
