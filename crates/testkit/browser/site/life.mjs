// A server comes in; what it is beside its pages goes out: the same as the program prints, shut without a token, helpful when empty, fresh beside an import, and quick to end.

import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { lookAt } from './looks.mjs';
import { run } from './servers.mjs';
import { visiting } from './visitor.mjs';

const TOKEN = 'a-token-of-more-than-sixteen-letters';
/** A new commit is looked for once a second; a debug build on a busy machine opens it in some more. */
const FRESH_MS = 30_000;

/** The documents of the API and those that the program prints, byte for byte. */
export async function programCheck(book, site) {
  const asked = [
    ['/api/v1/search?q=chatbot&limit=20', ['search', 'chatbot', '--limit', '20', '--json']],
    ['/api/v1/search?q=tag:rag+OR+logo&sort=pay&limit=7', ['search', 'tag:rag OR logo', '--sort', 'pay', '--limit', '7', '--json']],
    ['/api/v1/trend?q=chatbot&q=translation', ['trend', 'chatbot', '--vs', 'translation', '--json']],
    ['/api/v1/trend?q=chatbot&by=category', ['trend', 'chatbot', '--by', 'category', '--json']],
    ['/api/v1/pay?q=chatbot', ['pay', 'chatbot', '--json']],
    ['/api/v1/tags', ['tags', '--json']],
    ['/api/v1/categories', ['categories', '--json']],
    ['/api/v1/sources', ['sources', '--json']],
  ];
  for (const [address, words] of asked) {
    const answer = await (await fetch(site.address + address)).text();
    const printed = site.cli(words);
    const at = [...printed].findIndex((letter, index) => letter !== answer[index]);
    book.that('same', answer === printed, `jobtide ${words.join(' ')} prints …${printed.slice(Math.max(at - 60, 0), at + 60)}…, and ${address} …${answer.slice(Math.max(at - 60, 0), at + 60)}…`, address);
  }
  const document = await site.api('/api/v1/openapi.json');
  const known = new Set(Object.keys(document.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`));
  const named = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name);
  const lost = named.find((name) => !known.has(name));
  book.that('references', !lost, `the OpenAPI document names ${lost}, and holds no such thing`);
}

/** A data folder in which nothing is. */
export async function emptyCheck(browser, book, start, tools, out) {
  const site = await start([], {});
  try {
    await visiting(browser, site.address, { viewport: { width: 390, height: 800 } }, async (page, heard) => {
      for (const address of ['/', '/?q=chatbot', '/trend', '/pay', '/tags', '/categories', '/sources', '/reports', '/help', '/posting/x']) {
        const answer = await page.goto(site.address + address);
        book.that('status', answer.status() !== 500, `answers with ${answer.status()}`, address);
        const text = await page.innerText('main');
        book.that('words', text.length > 60, `says only ${text}`, address);
      }
      await page.goto(`${site.address}/`);
      book.that('advice', /jobtide (refresh|import|demo)/.test(await page.innerText('main')), 'the start does not say how to fill the index');
      book.checks.push(...await lookAt(page, heard, 'empty', tools, path.join(out, 'empty')));
    });
    const { status, headers } = await fetch(`${site.address}/api/v1/search`);
    book.that('api', status === 200 || (status === 503 && headers.get('retry-after')), `the API answers with ${status}`);
  } finally {
    await site.stop();
  }
}

/** A server that wants a token. */
export async function tokenCheck(browser, book, start, tools, out) {
  const site = await start([], { JOBTIDE_TOKEN: TOKEN });
  try {
    const shut = ['/', '/trend.csv', '/api/v1/search', '/api/v1/openapi.json', '/posting/x', '/reports', '/nowhere'];
    for (const address of shut) {
      book.same('shut', (await fetch(site.address + address)).status, 401, address);
      book.same('shut', (await fetch(site.address + address, { headers: { authorization: 'Bearer wrong' } })).status === 200, false, address);
    }
    book.same('open', (await fetch(`${site.address}/api/v1/search`, { headers: { authorization: `Bearer ${TOKEN}` } })).status, 200, 'with the token');
    await visiting(browser, site.address, { viewport: { width: 390, height: 800 } }, async (page, heard, context) => {
      await page.goto(`${site.address}/trend?q=chatbot`);
      book.checks.push(...await lookAt(page, heard, 'token', tools, path.join(out, 'token')));
      await page.fill('#token', 'not the token of this server');
      await Promise.all([page.waitForNavigation(), page.press('#token', 'Enter')]);
      book.that('refused', await page.locator('[role=alert]').isVisible(), 'a wrong token is not called wrong');
      await page.fill('#token', TOKEN);
      await Promise.all([page.waitForNavigation(), page.press('#token', 'Enter')]);
      book.same('to', new URL(page.url()).pathname + new URL(page.url()).search, '/trend?q=chatbot', 'the right one leads to');
      const [cookie] = await context.cookies();
      const closed = cookie?.httpOnly && cookie.sameSite === 'Strict' && cookie.expires === -1 && !cookie.value.includes(TOKEN);
      book.that('cookie', closed, `the cookie is ${JSON.stringify(cookie)}`);
    });
    book.that('log', !site.said().includes(TOKEN), 'the log holds the token');
  } finally {
    await site.stop();
  }
}

/** What an import beside the server adds is seen, and nothing fails meanwhile. */
export async function refreshCheck(browser, book, program, place, started) {
  const site = await started(program, place, []);
  try {
    const before = await site.api('/api/v1/search?q=fresh');
    book.same('before', before.total, 0, 'before the import');
    const posting = { id: 'fresh', url: 'https://jobs.example/fresh', title: 'A fresh posting', body: 'It came beside the server.', skills: [], published: '2024-05-05T08:00:00Z' };
    writeFileSync(path.join(place, 'fresh.jsonl'), `${JSON.stringify(posting)}\n`);
    run(program, ['import', 'fresh.jsonl', '--profile', 'hostile.toml'], place);
    const until = Date.now() + FRESH_MS;
    let total = 0;
    while (total === 0 && Date.now() < until) {
      total = (await site.api('/api/v1/search?q=fresh')).total;
      if (total === 0) await new Promise((resolve) => setTimeout(resolve, 200));
    }
    book.same('after', total, 1, 'after the import');
  } finally {
    await site.stop();
  }
}

/** Ends in good order; nothing may be asked of it afterwards. */
export async function stopCheck(book, site) {
  book.that('running', site.running(), `the server is gone: ${site.said()}`);
  book.that('log', !/panicked|ERROR/.test(site.said()), `the log holds ${/.*(panicked|ERROR).*/.exec(site.said())?.[0]}`);
  // Begun before the end is wanted, and so to be answered.
  const download = fetch(`${site.address}/search.csv?sort=date`).then((answer) => answer.text());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { code, took } = await site.stop();
  book.same('status', code, 0, 'it ends with');
  book.that('time', took < 12_000, `it took ${took} ms to end`);
  await download.catch(() => '');
}
