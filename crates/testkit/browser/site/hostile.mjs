// Texts that try to be more than text, as queries, as addresses and as postings, go out; what a page makes of them is looked at. Knows no template.

import http from 'node:http';

/** Queries that a page must show as they stand. `typed` is what a field gives back where HTML or the page itself changes it. */
export const QUERIES = [
  ['script', '<script>alert(1)</script>'],
  ['attribute', '"><img src=x onerror=alert(1)>'],
  ['single quote', "' onfocus=alert(1) autofocus='"],
  ['closing', '</title></textarea></svg><svg onload=alert(1)>'],
  ['template', '{{constructor}} ${7*7} {{{raw}}} &lt;b&gt; &amp;quot;'],
  ['scheme', 'javascript:alert(1)'],
  ['right to left', '‮gnp.exe עברית العربية'],
  ['emoji', '👩🏽‍💻 🧪 ❤️'],
  ['percent', '%3Cb%3E %00 %zz 100%'],
  ['formula', '=HYPERLINK("http://evil.example","x")'],
  ['long', 'x'.repeat(5000)],
  ['many words', Array.from({ length: 180 }, (_, at) => `w${at}`).join(' ')],
  ['brackets', '('.repeat(400)],
  ['nul', 'chat\u0000bot'],
  ['lines', 'chatbot\r\nSet-Cookie: stolen=1'],
];

/** Pages that take a query. */
const ASKING = ['/', '/trend', '/pay'];

/** What a text became that was let out of its place. */
function escaped() {
  const inside = [...document.querySelectorAll('script:not([src]), img, iframe, object, embed, base, meta[http-equiv]')];
  const acting = [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({ name }) => name.startsWith('on') || name === 'autofocus'));
  const leading = [...document.querySelectorAll('[href], [action], [formaction], [src]')].filter((element) =>
    ['href', 'action', 'formaction', 'src'].some((name) => /^\s*(javascript|data|vbscript|file):/i.test(element.getAttribute(name) ?? '')));
  return [...inside, ...acting, ...leading].map((element) => element.outerHTML.slice(0, 120));
}

/** Looks for elements, attributes and links that no template writes. */
export async function stillText(page, book, element) {
  const found = await page.evaluate(escaped);
  book.that('text', found.length === 0, `became more than text: ${found[0]}`, element);
}

/** Each hostile query on each page that asks. */
export async function hostileQueries(page, book, site) {
  for (const [name, query] of QUERIES) {
    for (const path of ASKING) {
      const address = `${site.address}${path}?q=${encodeURIComponent(query)}`;
      const answer = await page.goto(address);
      const place = `${path} ${name}`;
      book.that('status', answer.status() < 500, `${answer.status()} for ${place}`, place);
      await stillText(page, book, place);
      // A field keeps neither NUL nor line ends, and the page shows no letter that turns the others round.
      const field = page.locator('input[name=q]').first();
      const kept = (await field.count()) > 0 ? await field.inputValue() : null;
      const plain = (text) => text.replace(/[\u0000\ufffd\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
      if (answer.status() !== 414 && kept !== null) book.same('kept', plain(kept), plain(query), `the field on ${place} shows`);
      const home = await page.locator('a[href="/"]').count();
      book.that('way', home > 0, 'no link leads back to the start', place);
    }
  }
}

/** One request as it stands, since a browser and `fetch` would mend its address. */
function raw(site, path, headers = {}) {
  const { hostname, port } = new URL(site.address);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, headers, insecureHTTPParser: true }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part) => { body += part; }).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    request.on('error', reject).end();
  });
}

/** Addresses that no link has. */
const ADDRESSES = [
  '/?q=%zz', '/?q=%ff%fe', '/?q=%00', '/?q=a%0d%0aSet-Cookie:%20stolen=1', '/?q=a&q=b', '/?page=-1', '/?page=99999999999999999999', '/?sort=best',
  '/?unknown=1', '/posting/%00', '/posting/%ff', '/posting/..%2f..%2fetc%2fpasswd', '/reports/..%2f..%2f/x/manifest.json', '/reports/monthly/../../jobtide.toml',
  '/reports/%2e%2e/%2e%2e/jobtide.toml', '/assets/..%2fsite.css', '//evil.example/', '/trend?by=nothing', '/trend?q=a&q=b&q=c&q=d&q=e&q=f&q=g', '/pay.svg?at=9999',
  '/pay.png?q=zzqqxx', '/trend.svg?q=%28', '/search.csv?q=%28', '/api/v1/search?limit=101', '/api/v1/search?offset=1e9', '/api/v1/posting/', '/token?to=//evil.example',
  `/?q=${'a'.repeat(20_000)}`,
];

/** Each odd address: an answer that blames the asker, and never a header or a file of somebody's choosing. */
export async function hostileAddresses(book, site) {
  for (const path of ADDRESSES) {
    const place = path.slice(0, 60);
    const { status, headers, body } = await raw(site, path);
    book.that('status', status < 500, `${status} for ${place}`, place);
    book.that('header', headers['set-cookie'] === undefined && headers.location === undefined, 'the address made a header', place);
    book.that('policy', headers['content-security-policy'] !== undefined, 'comes without a policy', place);
    book.that('file', !/root:|\[\[source\]\]/.test(body), 'gave a file that is none of the site', place);
  }
}

/** What nobody should be let do. */
export async function door(book, site) {
  const cases = [
    ['another host', '/', { host: 'evil.example' }, 421],
    ['another site', '/?q=a', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ];
  for (const [place, path, headers, wanted] of cases) {
    const { status } = await raw(site, path, headers);
    book.same('door', status, wanted, place);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    for (const path of ['/', '/api/v1/search', '/posting/x']) {
      const { status } = await fetch(`${site.address}${path}`, { method });
      book.same('door', status, 405, `${method} ${path}`);
    }
  }
}

/** How the hostile archive is read. */
export const HOSTILE_PROFILE = `describe = "Postings that try to be more than text"
format = "jsonl"
files = ["*.jsonl"]
platform = "hostile"
market = "freelance"

id = { field = "id" }
url = "url"
title = "title"
body = "body"
skills = { fields = ["skills"] }
country = "country"
organisation = "organisation"

[[published]]
field = "published"
format = "rfc3339"
`;

const BEFORE = 'Build a chatbot with GPT-4. ';

/** Postings whose every field tries it, with addresses that no page may link. */
export function hostilePostings() {
  const texts = QUERIES.filter(([name]) => name !== 'long').map(([, text]) => text);
  const urls = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', ' javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:x', 'file:///etc/passwd', '//evil.example/x',
    'https://evil.example/"onmouseover="alert(1)', "https://evil.example/'><script>alert(1)</script>", 'https://user:secret@evil.example/'];
  const days = (at) => `2024-0${1 + (at % 6)}-1${at % 10}T08:00:00Z`;
  const byText = texts.map((text, at) => ({
    id: `t${at}`, url: `https://jobs.example/${at}`, title: `${text} number ${at}`, body: `${BEFORE}${text}\n${text} ${at}`, skills: [text], country: text, organisation: text, published: days(at),
  }));
  const byUrl = urls.map((url, at) => ({
    id: `u${at}`, url, title: `A link ${at} to follow`, body: `${BEFORE}The address of number ${at} is ${url}`, skills: ['Chatbot'], country: 'Nowhere', organisation: 'Somebody', published: days(at),
  }));
  // Without an id the address is the key, and goes into the address of the posting's page.
  const byKey = [{ url: 'https://jobs.example/"><script>alert(1)</script>?a=%2F..%2F#x', title: 'A key to stumble over', body: `${BEFORE}Stumble.`, skills: [], country: '', organisation: '', published: days(3) }];
  return [...byText, ...byUrl, ...byKey];
}

/** Every list and every posting of the hostile store. */
export async function hostileStore(page, book, site) {
  const { hits } = await site.api('/api/v1/search?q=is:any&limit=100');
  book.that('looked', hits.length >= 20, `only ${hits.length} hostile postings were stored`);
  for (const path of ['/?q=chatbot', '/?q=is:any', '/trend', '/trend?by=country', '/trend?by=tag', '/pay', '/tags', '/categories', '/sources', '/help']) {
    const answer = await page.goto(site.address + path);
    book.that('status', answer.status() < 500, `${answer.status()} for ${path}`, path);
    await stillText(page, book, path);
  }
  for (const { key, title, url } of hits) {
    const path = `/posting/${encodeURIComponent(key)}`;
    const answer = await page.goto(site.address + path);
    if (!book.same('status', answer.status(), 200, path)) continue;
    await stillText(page, book, path);
    const shown = (await page.textContent('h1')).trim();
    book.same('kept', shown.replace(/\s+/g, ' '), title.replace(/\s+/g, ' ').trim(), `the heading of ${path} is`);
    const away = await page.locator('a[rel~=noopener]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const honest = away.every((href) => /^https?:\/\//i.test(href));
    book.that('link', honest, `links ${away} (the address is ${url})`, path);
  }
  return hits.length;
}

