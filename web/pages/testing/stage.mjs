// What a file of browser tests plays on: a service and a browser of its own, there before its first test and gone
// after its last.
import { after } from 'node:test';
import { startBrowser } from './browser.mjs';
import { startService } from './service.mjs';

export const [service, browser] = await Promise.all([startService(), startBrowser()]);

after(async () => {
    await browser.close();
    service.stop();
});
