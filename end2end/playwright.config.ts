import { defineConfig } from '@playwright/test';
import { chromium } from './fixtures/chromium.ts';

/** Every worker starts a console of its own, every test its own organization in it: they run side by side, in any order. */
export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  retries: 0,
  workers: 2,
  // The whole journey with a server that was built without optimisation, on two busy cores.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // Its closing lines are counted by `cargo xtask test`.
  reporter: 'list',
  use: { ...chromium, actionTimeout: 20_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
