import { defineConfig } from '@playwright/test';
import { chromium } from './fixtures/chromium.ts';

/** `MUSTER_SCREENSHOTS=folder npm run screenshots`: pictures of every page, for eyes. Nothing is compared. */
export default defineConfig({
  testDir: 'screenshots',
  outputDir: 'test-results',
  workers: 1,
  timeout: 600_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: { ...chromium, actionTimeout: 20_000 },
});
