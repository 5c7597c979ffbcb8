// A sound site comes in; it is spoilt in one way after the other, and whether the check for that way finds it goes out. What is not found is a check that cannot fail.

import http from 'node:http';

import { hostileAddresses, hostileQueries } from './hostile.mjs';
import { JOURNEYS } from './journeys.mjs';
import { keyboard } from './keyboard.mjs';
import { everyLook } from './looks.mjs';
import { Notebook } from './visitor.mjs';

const html = (change) => ({ headers, body }) => (headers['content-type']?.startsWith('text/html') ? { body: change(body.toString('utf8')) } : {});
const file = (ending, change) => ({ path, body }) => (path.split('?')[0].endsWith(ending) ? { body: change(body) } : {});
const style = (rule) => file('.css', (body) => `${body}\n${rule}`);
const script = (line) => file('.js', (body) => `${body}\n${line}`);
const START = ['start', '/?q=chatbot', 200];

/** What is spoilt, the walk that must find it, and the kind of check that does. */
const SABOTAGES = [
  ['a total that is one too high', 'search', 'numbers', html((page) => page.replace(/(class="found"[^>]*><strong>)/, '$11'))],
  ['a hit that leads elsewhere', 'search', 'order', html((page) => page.replace('href="/posting/', 'href="/posting/x'))],
  ['no word marked', 'search', 'marks', html((page) => page.replaceAll('<mark class="match"', '<mark class="none"'))],
  ['facets that count too much', 'facet', 'numbers', html((page) => page.replaceAll('<span class="n">', '<span class="n">1'))],
  ['an order that is forgotten', 'sort', 'field', html((page) => page.replaceAll(' selected', ''))],
  ['pages that are all the first', 'paging', 'apart', { ask: (path) => path.replace(/&page=2/, '') }],
  ['a posting without marks', 'posting', 'marks', html((page) => page.replace(/<mark class="demand"[^>]*>/g, '<mark class="none" title="x"></mark>'))],
  ['months that count too much', 'trend', 'numbers', html((page) => page.replaceAll('<td class="n">', '<td class="n">1'))],
  ['a picture without a name', 'trend', 'named', html((page) => page.replace(/<desc[^>]*>[^<]*<\/desc>/, ''))],
  ['a line without a label', 'compare', 'labels', html((page) => page.replace(/(<text[^>]*>[^<]*)translation/g, '$1'))],
  ['a CSV that breaks off', 'downloads', 'all', file('/search.csv', (body) => body.subarray(0, body.length / 2))],
  ['a PNG that is none', 'downloads', 'png', file('/trend.png', () => '<svg xmlns="http://www.w3.org/2000/svg"></svg>')],
  ['an SVG that cannot stand alone', 'downloads', 'svg', file('/trend.svg', (body) => body.toString('utf8').replace(/xmlns="[^"]*"/, ''))],
  ['a permalink without the order', 'permalink', 'same', html((page) => page.replace(/(href="\/\?[^"]*)&amp;sort=pay([^"]*">Link to)/, '$1$2'))],
  ['a mistake without a caret', 'mistake', 'caret', file('.css', (body) => body.toString('utf8').replace('content: "^"', 'content: ""'))],
  ['no advice where nothing is found', 'nothing', 'advice', html((page) => page.replace(/<div class="empty">[^]*?<\/div>/, '<div class="empty">No posting matches.</div>'))],
  ['text that is let out', 'queries', 'text', html((page) => page.replaceAll('&lt;img', '<img'))],
  ['a link that is a script', 'queries', 'text', html((page) => page.replaceAll('href="/help"', 'href="javascript:alert(1)"'))],
  ['a field that loses its query', 'queries', 'kept', html((page) => page.replace(/(<input id="q"[^>]*) value="[^"]*"/, '$1'))],
  ['a fault of the server', 'addresses', 'status', ({ path }) => (path.includes('%ff') ? { status: 500 } : {})],
  ['a header out of an address', 'addresses', 'header', ({ path }) => (path.includes('Set-Cookie') ? { headers: { 'set-cookie': 'stolen=1' } } : {})],
  ['a focus that nobody sees', 'keyboard', 'visible', style(':focus-visible { outline: none !important; }')],
  ['no way past the navigation', 'keyboard', 'skip', html((page) => page.replace(/<a class="skip"[^>]*>[^<]*<\/a>/, ''))],
  ['a field without a label', 'looks', 'axe', html((page) => page.replace(/<label for="q"[^>]*>[^<]*<\/label>/, ''))],
  ['a page that is wider than a phone', 'looks', 'overflow', style('main { min-width: 50rem; }')],
  ['words too pale', 'looks', 'contrast', style('main p { color: #999; }')],
  ['words on each other', 'looks', 'overlap', style('.hit h2 { height: 2px; } .hit .facts { margin-top: 0; }')],
  ['a script in the page', 'looks', 'policy', html((page) => page.replace('</main>', '<script>1</script></main>'))],
  ['a script in the page', 'looks', 'inside', html((page) => page.replace('</main>', '<script>1</script></main>'))],
  ['a picture from elsewhere', 'looks', 'requests', ({ headers, body }) => (headers['content-type']?.startsWith('text/html')
    ? { body: body.toString('utf8').replace('</main>', '<img alt="" src="https://evil.example/x.png"></main>'), headers: { 'content-security-policy': '' } } : {})],
  ['a script that fails', 'looks', 'console', script('throw new Error("spoilt");')],
  ['a script that asks', 'looks', 'alert', script('alert(1);')],
  ['an id that is there twice', 'looks', 'html', html((page) => page.replace('</main>', '<p id="q">x</p></main>'))],
  ['a status that is wrong', 'looks', 'status', ({ path }) => (path.startsWith('/?q') ? { status: 404 } : {})],
];

/** Stands before a server and changes what it answers. */
async function spoiling(address, spoil) {
  const { hostname, port } = new URL(address);
  const act = typeof spoil === 'function' ? spoil : () => ({});
  // The server's own limit of an address must be met, not this one's.
  const server = http.createServer({ maxHeaderSize: 1 << 16 }, (request, answer) => {
    const path = spoil.ask ? spoil.ask(request.url) : request.url;
    // What the walk compares a page with must stay true.
    const sound = request.url.startsWith('/api/');
    const through = http.request({ hostname, port, path, method: request.method, headers: request.headers }, (inner) => {
      const parts = [];
      inner.on('data', (part) => parts.push(part)).on('end', () => {
        const whole = { path, headers: inner.headers, body: Buffer.concat(parts) };
        const changed = sound ? {} : act(whole);
        const headers = { ...inner.headers, ...changed.headers };
        const body = Buffer.from(changed.body ?? whole.body);
        delete headers['transfer-encoding'];
        for (const [name, value] of Object.entries(headers)) if (value === '') delete headers[name];
        answer.writeHead(changed.status ?? inner.statusCode, { ...headers, 'content-length': body.length }).end(body);
      });
    });
    through.on('error', () => answer.destroy());
    request.pipe(through);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Spoils the site in every way. */
export async function sabotaged(browser, site, { walked, tools, desk }) {
  const walk = (act) => (spoilt) => walked(browser, spoilt, 'spoilt', desk, act);
  const walks = {
    ...Object.fromEntries(Object.entries(JOURNEYS).map(([name, act]) => [name, walk(act)])),
    keyboard: walk(keyboard),
    queries: walk(hostileQueries),
    addresses: async (spoilt) => {
      const book = new Notebook('spoilt');
      await hostileAddresses(book, spoilt);
      return book.checks;
    },
    looks: (spoilt) => everyLook(browser, spoilt, START, tools, null),
  };
  let wrong = 0;
  const say = (right, name, walkName, kind, more) => {
    if (!right) wrong += 1;
    console.log(`${right ? 'ok    ' : 'WRONG '} ${name}: ${walkName} ${more} ${kind}`);
  };
  for (const [name, walkName, kind, spoil] of SABOTAGES) {
    const before = await spoiling(site.address, spoil);
    const checks = await walks[walkName]({ ...site, address: before.address });
    before.close();
    const caught = [...new Set(checks.filter(({ findings }) => findings.length > 0).map((one) => one.kind))];
    say(caught.includes(kind), name, walkName, kind, caught.includes(kind) ? 'finds' : `finds ${caught.join(', ') || 'nothing'} and not`);
  }
  for (const walkName of new Set(SABOTAGES.map(([, used]) => used))) {
    const before = await spoiling(site.address, () => ({}));
    const failed = (await walks[walkName]({ ...site, address: before.address })).filter(({ findings }) => findings.length > 0);
    before.close();
    say(failed.length === 0, 'the site as it is', walkName, failed.map(({ kind, findings }) => `${kind}: ${findings[0].what}`).join('; '), failed.length === 0 ? 'finds nothing' : 'finds');
  }
  const all = SABOTAGES.length + new Set(SABOTAGES.map(([, used]) => used)).size;
  console.log(`${all - wrong} checks passed, ${wrong} failed`);
  return wrong === 0;
}
