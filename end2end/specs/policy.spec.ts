import type { Page } from '@playwright/test';
import { expect, test, visit } from '../fixtures/console.ts';

const PLANTED = `<script>window.planted = 'a script'</script><img alt="" src="/nowhere.png" onerror="window.planted = 'an attribute'">`;

/** The server's answer with somebody's script in it. */
async function plantIn(page: Page, path: string): Promise<void> {
  await page.route(path, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replace('</body>', `${PLANTED}</body>`) });
  });
}

// What the policy refuses of ours is a complaint, which fails whatever test opens the page.
test('a page runs its own scripts, and none that somebody writes into it', async ({ page, complaints }) => {
  complaints.expect(/inline (script|event handler)|status of 404/);
  const refused: string[] = [];
  page.on('console', (message) => refused.push(message.text()));
  await plantIn(page, '**/sign-in');
  await visit(page, '/sign-in');
  await expect.poll(() => refused.filter((text) => /Content Security Policy/.test(text)).length).toBe(2);
  expect(await page.evaluate(() => Reflect.get(window, 'planted') as unknown)).toBeUndefined();
});
