// Who may use the dashboard: by keyboard alone, on a phone, in the dark and in the light, with a reader of screens, without motion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cell, line, listed, reads } from './board-page.mjs';
import { connectionIs } from './connection.mjs';
import { withList } from './lists.mjs';
import { quote, trade } from './market.mjs';
import { inWorld, picture } from './world.mjs';

const names = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`XTST:N${String(n).padStart(2, '0')}`, 2]));

async function market(world) {
  const server = await world.server();
  const feed = await world.market(server, names);
  await feed.publish(...feed.symbols.flatMap((symbol, n) => [quote(symbol, 10_000 + n, 10_100 + n), trade(symbol, 10_050 + n)]));
  return { server, feed };
}

test('everything is reached by the keyboard', () => inWorld(async (world) => {
  const { server } = await market(world);
  const page = await world.open(server);
  await listed(page, 60);
  const selected = () => page.getByRole('row', { selected: true });
  await page.keyboard.press('ArrowDown');
  await selected().and(line(page, 'XTST:N00')).waitFor();
  await page.keyboard.press('j');
  await selected().and(line(page, 'XTST:N01')).waitFor();
  await page.keyboard.press('End');
  await selected().and(line(page, 'XTST:N59')).waitFor();
  await reads(page, 'XTST:N59', { bid: '100.59' });
  await page.keyboard.press('Home');
  await selected().and(line(page, 'XTST:N00')).waitFor();
  await page.keyboard.press('Enter');
  const detail = page.getByRole('complementary', { name: 'XTST:N00' });
  await detail.waitFor();
  await detail.getByRole('heading', { name: 'XTST:N00' }).waitFor();
  await picture(page, 'detail');
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'hidden' });

  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.waitFor();
  await picture(page, 'keys');
  await page.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  assert.ok(await page.getByRole('combobox', { name: 'Search instruments' }).evaluate((field) => field === document.activeElement));
}));

test('each control has a name, each stop of Tab is seen, and numbers line up', () => inWorld(async (world) => {
  const { server } = await market(world);
  const page = await world.open(server);
  await listed(page, 60);
  const nameless = await page.evaluate(() => [...document.querySelectorAll('button, input, select, a, [role=slider], [role=grid], dialog, section, aside, nav')]
    .filter((one) => one.checkVisibility())
    .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.labels?.length || one.textContent.trim()))
    .map((one) => one.outerHTML.slice(0, 120)));
  assert.deepEqual(nameless, []);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  assert.equal(await page.getByRole('main').count(), 1);
  assert.ok(await page.getByRole('columnheader').count() > 8);

  const stops = new Set();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { activeElement: one } = document;
      if (one === document.body) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
      return { what: one.outerHTML.slice(0, 120), isSeen: (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none' };
    });
    if (!stop || stops.has(stop.what)) break;
    stops.add(stop.what);
    assert.ok(stop.isSeen, `the focus cannot be seen on ${stop.what}`);
  }
  assert.ok(stops.size >= 4, [...stops].join('\n'));
  assert.match(await cell(page, 'XTST:N00', 'bid').evaluate((one) => getComputedStyle(one).fontVariantNumeric), /tabular-nums/);
}));

for (const [name, viewport] of Object.entries({ phone: { width: 360, height: 740 }, 'large phone': { width: 414, height: 896 }, tablet: { width: 768, height: 1024 } })) {
  test(`on a ${name} nothing has to be scrolled sideways`, () => inWorld(async (world) => {
    const { server } = await market(world);
    const page = await world.open(server, { viewport, hasTouch: true, isMobile: true });
    await listed(page, 60);
    await connectionIs(page, 'open');
    await reads(page, 'XTST:N00', { bid: '100.00', ask: '101.00', last: '100.50' });
    const widths = () => page.evaluate(() => [document.documentElement, document.body, document.querySelector('[role=grid]')]
      .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => `${one.tagName} ${one.className}: ${one.scrollWidth} of ${one.clientWidth}`));
    assert.deepEqual(await widths(), []);
    for (const column of ['name', 'bid', 'ask', 'change']) assert.ok(await cell(page, 'XTST:N00', column).isVisible(), column);
    await picture(page, name.replace(' ', '-'));
    await line(page, 'XTST:N00').tap();
    await page.getByRole('heading', { name: 'XTST:N00' }).waitFor();
    assert.deepEqual(await widths(), []);
    await picture(page, `${name.replace(' ', '-')}-detail`);
  }));
}

// WCAG 2.2, 1.4.3: the ratio of the luminances of text and what is behind it.
const contrasts = () => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const behind = (one) => { for (let at = one; at; at = at.parentElement) { const colour = rgb(getComputedStyle(at).backgroundColor); if (colour[3] === 255) return colour; } return [255, 255, 255, 255]; };
  const found = {};
  for (const one of document.querySelectorAll('body *')) {
    if (!one.checkVisibility({ opacityProperty: true }) || ![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || one.closest('canvas, [aria-hidden=true], :disabled, [data-stale=true], [data-aged=true]')) continue;
    const [a, b] = [luminance(rgb(getComputedStyle(one).color)), luminance(behind(one))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found[`${one.tagName.toLowerCase()}.${one.className}`] = `${ratio.toFixed(2)} "${one.textContent.trim().slice(0, 20)}"`;
  }
  return found;
};

for (const theme of ['dark', 'light']) {
  test(`in the ${theme} text can be read`, () => inWorld(async (world) => {
    const { server } = await market(world);
    const page = await world.open(server, { colorScheme: theme, reducedMotion: 'reduce' });
    await listed(page, 60);
    await connectionIs(page, 'open');
    assert.equal(await page.locator('html').getAttribute('data-theme'), theme);
    await picture(page, theme);
    assert.deepEqual(await page.evaluate(contrasts), {});
    await line(page, 'XTST:N00').click();
    await page.getByRole('heading', { name: 'XTST:N00' }).waitFor();
    assert.deepEqual(await page.evaluate(contrasts), {});
  }));
}

test('the theme that a person chose stays, whatever the system has', () => inWorld(async (world) => {
  const { server } = await market(world);
  const page = await world.open(server, { colorScheme: 'dark' });
  await listed(page, 60);
  await page.keyboard.press('t');
  await page.locator('html[data-theme=light]').waitFor();
  await page.reload();
  await listed(page, 60);
  await page.locator('html[data-theme=light]').waitFor();
}));

test('prices light up when they change, and do not where motion is not wanted', () => inWorld(async (world) => {
  const { server, feed } = await market(world);
  for (const [reducedMotion, count] of [['no-preference', 1], ['reduce', 0]]) {
    const page = await world.open(server, { reducedMotion });
    await listed(page, 60);
    await reads(page, 'XTST:N00', { ask: '101.00' });
    await page.evaluate(() => {
      window.flashes = 0;
      new MutationObserver((records) => { window.flashes += records.filter(({ target }) => target.dataset.flash).length; })
        .observe(document.querySelector('[role=grid]'), { subtree: true, attributeFilter: ['data-flash'] });
    });
    for (const bid of ['100.01', '100.02', '100.00']) {
      await feed.publish(quote('XTST:N00', Math.round(bid * 100), 10_100));
      await reads(page, 'XTST:N00', { bid });
    }
    assert.equal(Math.min(1, await page.evaluate(() => window.flashes)), count, reducedMotion);
  }
}));

test('on a phone nothing covers a number, and none is cut', () => inWorld(async (world) => {
  const server = await world.server();
  const symbols = ['XTST:AAPL', 'XTST:MOTEUSDT'];
  const feed = await world.market(server, { 'XTST:AAPL': 2, 'XTST:MOTEUSDT': 10 });
  await feed.publish(quote('XTST:AAPL', 518_348, 518_882), trade('XTST:AAPL', 518_348), quote('XTST:MOTEUSDT', 123_547, 123_548));
  const page = await world.open(server, { viewport: { width: 375, height: 720 }, hasTouch: true, before: withList('Mine', symbols) });
  await listed(page, symbols.length);
  await reads(page, 'XTST:MOTEUSDT', { bid: '0.0000123547' });
  // Columns grow to what prices need a moment after these are shown.
  await page.waitForFunction((digits) => Number(getComputedStyle(document.querySelector('.row')).getPropertyValue('--price')) === digits, '0.0000123547'.length);
  await page.keyboard.press('ArrowDown');
  await page.getByRole('row', { selected: true }).waitFor();
  const { handle, name, change, out } = await page.evaluate(() => {
    const row = document.querySelector('.row[aria-selected=true]');
    const box = (of) => { const range = new Range(); range.selectNodeContents(row.querySelector(of)); return range.getBoundingClientRect(); };
    return { handle: box('.handle').right, name: box('.name').left, change: row.querySelector('.change').getBoundingClientRect().right, out: box('.take-out').left };
  });
  assert.ok(handle <= name && change <= out, JSON.stringify({ handle, name, change, out }));

  await page.keyboard.press('s');
  await feed.publish(trade('XTST:MOTEUSDT', 123_548, { size: 319_974_123 }));
  await page.getByRole('option').filter({ hasText: '0.0000123548' }).waitFor();
  await picture(page, 'phone-tape');
  const cut = await page.evaluate(() => [...document.querySelectorAll('.trade:not([hidden]) :is(.trade-price, .trade-size)')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
  assert.deepEqual(cut, []);
}));
