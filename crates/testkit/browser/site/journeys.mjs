// A page and a site come in; what a person does there is done, and what was seen goes out. Each journey starts by itself, and needs no script of the page.

import { lettersOf, looksLikePng, looksLikeSvg, looksLikeTable } from './files.mjs';
import { going, leadingNumber } from './visitor.mjs';

/** In the demo's market and in any other that is about software. */
const WORD = 'chatbot';
const OTHER = 'translation';
const PAGE = 20;

const at = (page) => new URL(page.url());
const query = (page) => at(page).searchParams.get('q') ?? '';
const total = async (page) => leadingNumber(await page.textContent('.found strong'));
const hrefs = (page) => page.locator('.hit h2 a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
const main = (page) => page.innerText('main');
const asked = (site, name, parameters) => site.api(`/api/v1/${name}?${new URLSearchParams(parameters)}`);

async function search(page, book, site) {
  await page.goto(`${site.address}/`);
  await page.fill('#q', WORD);
  await going(page, () => page.press('#q', 'Enter'));
  book.same('address', query(page), WORD, 'the address asks for');
  const found = await asked(site, 'search', { q: WORD });
  book.same('numbers', await total(page), found.total, 'the page counts');
  book.same('order', await hrefs(page), found.hits.map(({ key }) => `/posting/${encodeURIComponent(key)}`), 'the page lists');
  const marks = await page.locator('.hit mark.match').allTextContents();
  book.that('marks', marks.some((mark) => mark.toLowerCase().startsWith(WORD)), `no hit shows the word marked, only ${marks}`);
  book.same('field', await page.inputValue('#q'), WORD, 'the field keeps');
  book.that('title', (await page.title()).startsWith(WORD), `the title is ${await page.title()}`);
  book.that('words', /Read as:/.test(await main(page)), 'the page does not say how the query was read');
}

async function facet(page, book, site) {
  await page.goto(`${site.address}/?q=${WORD}`);
  const row = page.locator('.facets details[open] li a').first();
  const counted = leadingNumber(await row.locator('.n').textContent());
  await going(page, () => row.click());
  book.that('address', query(page).startsWith(`${WORD} category:`), `the address asks for ${query(page)}`);
  book.same('numbers', await total(page), counted, 'the narrowed list has');
  const closed = page.locator('.facets summary', { hasText: 'Country' });
  await closed.click();
  const country = page.locator('.facets details', { has: page.locator('summary', { hasText: 'Country' }) }).locator('li a').first();
  book.that('fold', await country.isVisible(), 'a click on a facet does not unfold it');
  const next = leadingNumber(await country.locator('.n').textContent());
  await going(page, () => country.click());
  book.same('numbers', await total(page), next, 'the list that is narrowed twice has');
}

async function sort(page, book, site) {
  await page.goto(`${site.address}/?q=${WORD}`);
  for (const order of ['pay', 'date', 'relevance']) {
    await page.selectOption('#sort', order);
    await going(page, () => page.click('form.ask button[type=submit]'));
    book.same('address', at(page).searchParams.get('sort'), order, 'the address sorts by');
    book.same('field', await page.inputValue('#sort'), order, 'the field keeps');
    const { hits } = await asked(site, 'search', { q: WORD, sort: order });
    book.same('order', await hrefs(page), hits.map(({ key }) => `/posting/${encodeURIComponent(key)}`), `by ${order} the page lists`);
  }
}

async function paging(page, book, site) {
  await page.goto(`${site.address}/?q=${WORD}&sort=date`);
  const first = await hrefs(page);
  await going(page, () => page.click('.paging a[rel=next]'));
  const second = await hrefs(page);
  book.same('start', await page.getAttribute('.hits ol', 'start'), String(PAGE + 1), 'the second page counts from');
  book.that('apart', second.length === PAGE && second.every((href) => !first.includes(href)), 'the second page repeats the first');
  book.same('order', at(page).searchParams.get('sort'), 'date', 'the second page is sorted by');
  await going(page, () => page.click('.paging a[rel=prev]'));
  book.same('back', await hrefs(page), first, 'the page before lists');
  await page.goto(`${site.address}/?q=${WORD}&page=400`);
  await going(page, () => page.click('.empty a >> nth=0'));
  book.that('beyond', (await hrefs(page)).length > 0, 'no way leads back from a page behind the last');
}

async function posting(page, book, site) {
  await page.goto(`${site.address}/?q=tag:${WORD}`);
  const list = await main(page);
  const title = (await page.textContent('.hit h2 a >> nth=0')).trim();
  await going(page, () => page.click('.hit h2 a >> nth=0'));
  book.same('title', (await page.textContent('h1')).trim(), title, 'the posting is headed');
  const key = decodeURIComponent(at(page).pathname.replace('/posting/', ''));
  const { spans, ...whole } = await site.api(`/api/v1/posting/${encodeURIComponent(key)}`);
  const marked = await page.locator('.marked-title mark, .posting-body mark, .posting-body ~ ul mark').allTextContents();
  book.same('marks', lettersOf(marked), lettersOf(spans.map(({ words }) => words)), 'marked are');
  book.same('text', lettersOf(await page.locator('.posting-body p').allTextContents()), lettersOf([whole.body]), 'the text is');
  const says = await page.locator('.posting-body mark').evaluateAll((marks) => marks.every((mark) => mark.title !== ''));
  book.that('says', says, 'a mark does not say what it means');
  await page.goBack();
  book.same('back', await main(page), list, 'back shows');
}

const months = (page) => page.locator('table').last().locator('tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

async function trend(page, book, site) {
  await page.goto(`${site.address}/?q=${WORD}`);
  await going(page, () => page.click('ul.links a:text-is("Trend")'));
  book.same('address', `${at(page).pathname} ${query(page)}`, `/trend ${WORD}`, 'the link leads to');
  const { lines } = await asked(site, 'trend', { q: WORD });
  const wanted = lines[0].months.map(({ month, universe, count }) => [month, universe, count]).reverse();
  const got = (await months(page)).map(([month, universe, count]) => [month, leadingNumber(universe), leadingNumber(count)]);
  book.same('numbers', got, wanted, 'the months are');
  book.that('picture', await page.locator('figure svg[role=img]').isVisible(), 'there is no picture');
  const named = await page.locator('figure svg').evaluate((svg) => Boolean(svg.querySelector('title')?.textContent && svg.querySelector('desc')?.textContent));
  book.that('named', named, 'the picture has no title or description for those who do not see it');
  await page.selectOption('#show', 'count');
  await going(page, () => page.click('form.ask button[type=submit]'));
  book.same('address', at(page).searchParams.get('show'), 'count', 'the address shows');
  book.same('field', await page.inputValue('#show'), 'count', 'the field keeps');
}

async function compare(page, book, site) {
  await page.goto(`${site.address}/trend?q=${WORD}`);
  await page.fill('#q2', OTHER);
  await going(page, () => page.click('form.ask button[type=submit]'));
  const names = at(page).searchParams.getAll('q').filter(Boolean);
  book.same('address', names, [WORD, OTHER], 'the address compares');
  const rows = await page.locator('table').first().locator('tbody th').allTextContents();
  book.same('rows', rows, [WORD, OTHER], 'the changes are of');
  const drawn = await page.locator('figure svg text').allTextContents();
  book.that('labels', [WORD, OTHER].every((name) => drawn.some((text) => text.includes(name))), `the lines are labelled ${drawn}`);
  const { lines } = await asked(site, 'trend', [['q', WORD], ['q', OTHER]]);
  const [last] = await months(page);
  book.same('numbers', [leadingNumber(last[2]), leadingNumber(last[4])], lines.map((line) => line.months.at(-1).count), 'the last month has');
  await page.goto(`${site.address}/trend?${new URLSearchParams(['logo', 'wordpress', 'excel', 'python', 'video'].map((word) => ['q', word]))}`);
  book.same('five', await page.locator('table').first().locator('tbody tr').count(), 5, 'five queries give rows:');
}

async function split(page, book, site) {
  await page.goto(`${site.address}/trend?q=${WORD}`);
  await page.selectOption('#by', 'category');
  await going(page, () => page.click('form.ask button[type=submit]'));
  const { lines } = await asked(site, 'trend', { q: WORD, by: 'category' });
  const rows = await page.locator('table').first().locator('tbody th').allTextContents();
  book.same('rows', rows, lines.map(({ label }) => label), 'the changes are of');
  book.that('says', /Split by category/.test(await main(page)), 'the page does not say that it is split');
  await going(page, () => page.click('table >> nth=0 >> tbody a >> nth=0'));
  book.same('numbers', await total(page), (await asked(site, 'search', { q: query(page) })).total, 'a part of it as a list has');
}

/** Clicks a link to a file and gives the bytes and the name. */
async function downloaded(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return { bytes: Buffer.concat(parts), name: download.suggestedFilename() };
}

async function downloads(page, book, site) {
  await page.goto(`${site.address}/trend?q=${WORD}&q=${OTHER}`);
  const link = (text) => page.locator(`ul.links a:text-is("${text}")`);
  const svg = await downloaded(page, link('SVG'));
  book.that('svg', looksLikeSvg(svg.bytes) && svg.name.endsWith('.svg'), `${svg.name} is no SVG that stands alone`);
  const png = await downloaded(page, link('PNG'));
  book.that('png', looksLikePng(png.bytes) && png.name.endsWith('.png'), `${png.name} is no PNG of a useful size`);
  const csv = await downloaded(page, link('CSV'));
  const rows = looksLikeTable(csv.bytes);
  const { lines } = await asked(site, 'trend', [['q', WORD], ['q', OTHER]]);
  book.same('csv', rows?.length, lines.reduce((sum, line) => sum + line.months.length, 1), `${csv.name} has rows`);
  book.same('numbers', rows?.[1]?.slice(0, 5), [lines[0].label, lines[0].query, lines[0].months[0].month, String(lines[0].months[0].count), String(lines[0].months[0].universe)], 'its first row is');
  await page.goto(`${site.address}/?q=${WORD}`);
  const shown = looksLikeTable((await downloaded(page, link('CSV'))).bytes);
  book.same('shown', shown?.length, (await hrefs(page)).length + 1, 'the CSV of the page has rows');
  const all = looksLikeTable((await downloaded(page, page.locator('ul.links a', { hasText: 'CSV of all' }))).bytes);
  book.same('all', all?.length, (await total(page)) + 1, 'the CSV of all has rows');
  await page.goto(`${site.address}/pay?q=${WORD}`);
  const pay = await downloaded(page, page.locator('ul.links a', { hasText: 'SVG' }).first());
  book.that('svg', looksLikeSvg(pay.bytes), `${pay.name} is no SVG that stands alone`);
}

async function pay(page, book, site) {
  await page.goto(`${site.address}/pay`);
  await page.fill('#q', WORD);
  await going(page, () => page.press('#q', 'Enter'));
  const { with_pay: stated, postings, distributions } = await asked(site, 'pay', { q: WORD });
  book.that('numbers', (await page.textContent('.found')).includes(`${stated.toLocaleString('en')} of ${postings.toLocaleString('en')}`), `the page says ${await page.textContent('.found')}`);
  const rows = await page.locator('table').first().locator('tbody tr td:nth-child(2)').allTextContents();
  book.same('rows', rows.map(leadingNumber), distributions.map(({ n }) => n), 'the distributions have');
  book.same('pictures', await page.locator('figure svg[role=img]').count(), distributions.length, 'pictures');
}

async function lists(page, book, site) {
  for (const [path, name] of [['/tags', 'tags'], ['/categories', 'categories']]) {
    await page.goto(`${site.address}/`);
    await going(page, () => page.click(`nav a[href="${path}"]`));
    const document = await site.api(`/api/v1/${name}`);
    const rows = page.locator('table').first().locator('tbody tr');
    book.same('rows', await rows.count(), document[name].length, `${path} lists`);
    book.that('rules', await page.locator('details summary').count() >= document[name].length / 2, `${path} shows no rules`);
    const [counted] = await rows.evaluateAll((all) => {
      const row = all.find((one) => Number(one.querySelector('td.n')?.textContent.replaceAll(',', '')) > 0);
      return row ? [[[...row.querySelectorAll('td.n')].map((cell) => cell.textContent), row.querySelector('a').getAttribute('href')]] : [];
    });
    await page.goto(site.address + counted[1]);
    book.that('numbers', counted[0].map(leadingNumber).includes(await total(page)), `${path} says ${counted[0]} of ${query(page)}, the list ${await total(page)}`);
  }
  await page.goto(`${site.address}/sources`);
  const { sources } = await site.api('/api/v1/sources');
  book.same('rows', await page.locator('tbody tr').count(), sources.length, '/sources lists');
  await page.goto(`${site.address}/help`);
  const examples = await page.locator('tbody th a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  book.that('examples', examples.length > 10, `only ${examples.length} examples`);
  for (const href of examples) {
    const answer = await page.request.get(site.address + href);
    book.same('examples', answer.status(), 200, `the example ${href}`);
  }
}

async function reports(page, book, site) {
  await page.goto(`${site.address}/`);
  await going(page, () => page.click('nav a[href="/reports"]'));
  const { reports: all } = await site.api('/api/v1/reports');
  book.same('rows', await page.locator('tbody tr').count(), all.length, 'reports');
  const list = await main(page);
  await going(page, () => page.click('tbody th a >> nth=0'));
  book.that('shown', (await page.locator('h1').count()) === 1 && (await page.locator('svg').count()) > 0, 'the report shows no heading or no picture');
  await page.goBack();
  book.same('back', await main(page), list, 'back shows');
  for (const file of all[0].files) {
    const answer = await page.request.get(new URL(file, site.address + all[0].page).href);
    book.same('files', answer.status(), 200, file);
  }
}

/** What the address of a page opens for somebody else. */
async function permalink(page, book, site, elsewhere) {
  const cases = [[`/?q=${WORD}+writing&sort=pay&page=1`, /Link to this list/], [`/?q=${OTHER}+OR+${WORD}&page=2`, /Link to this list/], [`/trend?q=${WORD}&by=category&show=count`, /Link to this trend/], [`/pay?q=${WORD}`, /Link to this page/]];
  // The words of the query may be spelt anew; what it finds is what counts.
  const shown = (one) => one.locator('main').evaluate((element) => [...element.querySelectorAll('.interpreted, .found, .hit h2, table, figure text')].map((part) => part.textContent));
  for (const [path, name] of cases) {
    await page.goto(site.address + path);
    const there = await shown(page);
    const href = await page.locator('ul.links a', { hasText: name }).getAttribute('href');
    await elsewhere(async (other) => {
      await other.goto(site.address + href);
      book.same('same', await shown(other), there, `${href} shows`);
      await other.reload();
      book.same('reload', await shown(other), there, `${href}, loaded again, shows`);
    });
  }
}

async function back(page, book, site) {
  await page.goto(`${site.address}/?q=${WORD}`);
  const first = await main(page);
  await going(page, () => page.click('.paging a[rel=next]'));
  await going(page, () => page.click('.hit h2 a >> nth=0'));
  await going(page, () => page.click('nav a:text-is("Trend")'));
  for (let step = 0; step < 3; step += 1) await page.goBack();
  book.same('back', await main(page), first, 'three steps back is');
  book.same('field', await page.inputValue('#q'), WORD, 'the field has');
  await page.goForward();
  book.same('forward', at(page).searchParams.get('page'), '2', 'forward is page');
}

async function mistake(page, book, site) {
  for (const path of ['/', '/trend', '/pay']) {
    const answer = await page.goto(`${site.address}${path}?q=${encodeURIComponent('bot (writer')}`);
    book.same('status', answer.status(), 400, `${path} answers with`);
    const caret = page.locator('pre.fault .here');
    book.same('place', await caret.textContent(), '(', `${path} points at`);
    const drawn = await caret.evaluate((element) => getComputedStyle(element, '::after').content);
    book.same('caret', drawn, '"^"', `${path} draws`);
    book.same('field', await page.inputValue('#q'), 'bot (writer', `${path} keeps`);
    await going(page, () => page.click('.hint a'));
    book.same('suggestion', `${at(page).pathname} ${query(page)}`, `${path} bot (writer)`, 'the suggestion leads to');
  }
  await page.goto(`${site.address}/?q=${encodeURIComponent('ctegory:writing')}`);
  book.that('fields', /category/.test(await main(page)), 'a misspelt field gives no suggestion');
}

async function nothing(page, book, site) {
  await page.goto(`${site.address}/?q=chatbto`);
  book.same('numbers', await total(page), 0, 'a misspelt word finds');
  book.that('says', /No posting matches/.test(await main(page)), 'the page does not say that nothing matches');
  await going(page, () => page.click('.hint a'));
  book.that('suggestion', (await total(page)) > 0, `the suggestion ${query(page)} finds nothing either`);
  await page.goto(`${site.address}/?q=zzqqxxyy`);
  book.that('advice', (await page.locator('.empty a').count()) >= 2, 'nothing is advised');
  for (const path of ['/trend', '/pay']) {
    const answer = await page.goto(`${site.address}${path}?q=zzqqxxyy`);
    book.that('status', answer.status() < 500, `${path} answers with ${answer.status()}`);
    book.that('reason', (await main(page)).length > 80 && (await page.locator('#q, #q1').count()) === 1, `${path} gives no reason, or no field to ask again`);
  }
  const gone = await page.goto(`${site.address}/nowhere`);
  book.same('status', gone.status(), 404, 'an address that is none answers with');
}

/** Every journey by name. */
export const JOURNEYS = { search, facet, sort, paging, posting, trend, compare, split, downloads, pay, lists, reports, permalink, back, mistake, nothing };
