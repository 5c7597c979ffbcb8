// A page comes in; it is walked through with the keyboard alone, and what a person without a mouse would miss goes out. Knows no words of a page.

import { going } from './visitor.mjs';

/** Longer walks are of one list, and repeat themselves. */
const MOST_STOPS = 60;

/** What has the focus, and whether that can be seen. */
function here() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const drawn = (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
  const name = element.getAttribute('aria-label') ?? (element.labels?.[0]?.textContent || element.textContent || element.value || '').trim();
  const order = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]')].indexOf(element);
  return {
    what: `${element.localName}${element.id ? `#${element.id}` : ''} "${name.replace(/\s+/g, ' ').slice(0, 40)}"`,
    named: name !== '',
    drawn,
    onScreen: box.width > 0 && box.height > 0 && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    order,
  };
}

/** From the first stop to the last: each must be seen, be named, and come after the one before. */
async function walk(page, book, path) {
  const stops = [];
  for (let step = 0; step < MOST_STOPS; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(here);
    // Behind the last stop comes the browser itself, then the first again.
    if (!stop || stop.order === stops[0]?.order) break;
    stops.push(stop);
  }
  book.that('reached', stops.length > 5, `only ${stops.length} stops`, path);
  const worst = (test) => stops.find((stop, index) => !test(stop, index))?.what;
  book.that('visible', !worst((stop) => stop.drawn), `the focus on ${worst((stop) => stop.drawn)} cannot be seen`, path);
  book.that('on screen', !worst((stop) => stop.onScreen), `${worst((stop) => stop.onScreen)} has the focus outside the window`, path);
  book.that('named', !worst((stop) => stop.named), `${worst((stop) => stop.named)} has no name`, path);
  const forward = (stop, index) => index === 0 || stop.order > stops[index - 1].order;
  book.that('order', !worst(forward), `${worst(forward)} comes out of the order of the page`, path);
  return stops;
}

/** The pages of a site with the keyboard alone. */
export async function keyboard(page, book, site) {
  for (const path of ['/', '/?q=chatbot', '/trend?q=chatbot', '/pay?q=chatbot', '/tags', '/sources', '/reports', '/help', '/?q=%28', '/nowhere']) {
    await page.goto(site.address + path);
    await walk(page, book, path);
  }
  await page.goto(`${site.address}/?q=chatbot`);
  await page.keyboard.press('Tab');
  const first = await page.evaluate(here);
  book.that('skip', /Skip/.test(first?.what ?? ''), `the first stop is ${first?.what}, and no way past the navigation`);
  await page.keyboard.press('Enter');
  book.same('skip', await page.evaluate(() => document.activeElement.id), 'main', 'the way past the navigation leads to');
  await page.keyboard.press('Tab');
  const next = await page.evaluate(() => document.activeElement.closest('main') !== null);
  book.that('skip', next, 'the stop behind it is not in the content');

  await page.goto(`${site.address}/`);
  for (let step = 0; step < MOST_STOPS && (await page.evaluate(() => document.activeElement.id)) !== 'q'; step += 1) await page.keyboard.press('Tab');
  await page.keyboard.type('chatbot');
  await going(page, () => page.keyboard.press('Enter'));
  book.same('submit', new URL(page.url()).searchParams.get('q'), 'chatbot', 'Enter in the field asks for');
  await page.locator('.facets summary').last().focus();
  await page.keyboard.press('Enter');
  book.that('unfold', await page.locator('.facets details').last().evaluate((details) => details.open), 'Enter does not unfold a facet');
  await page.locator('.hit h2 a').first().focus();
  await going(page, () => page.keyboard.press('Enter'));
  book.that('follow', new URL(page.url()).pathname.startsWith('/posting/'), `Enter on a hit leads to ${page.url()}`);
}

/** What the script adds: `/` goes to the field, and a link can be copied. */
export async function comfort(page, book, site) {
  await page.goto(`${site.address}/?q=chatbot`);
  await page.keyboard.press('/');
  book.same('slash', await page.evaluate(() => document.activeElement.id), 'q', '/ goes to');
  await page.keyboard.type('a/b');
  book.same('slash', await page.inputValue('#q'), 'a/b', 'in the field / writes');
  book.that('copy', await page.locator('ul.links button').isVisible(), 'there is no button that copies the link');
}
