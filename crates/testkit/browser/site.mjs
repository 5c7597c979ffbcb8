// A program and a data folder come in; `serve` is started on them and used as people and programs use it, with a browser, and findings go out.
//
//   node site.mjs --program FILE --data DIR [--packages DIR] [--chromium FILE] [--out DIR] [--only PART...]
//   node site.mjs --program FILE --data DIR [...] --self-test
//
// Usually started by `cargo xtask site`, which brings the program, the browser and the packages.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { emptyCheck, programCheck, refreshCheck, stopCheck, tokenCheck } from './site/life.mjs';
import { fuzz } from './site/fuzz.mjs';
import { door, hostileAddresses, hostileQueries, hostileStore } from './site/hostile.mjs';
import { JOURNEYS } from './site/journeys.mjs';
import { comfort, keyboard } from './site/keyboard.mjs';
import { HOSTILE_PAGES, PAGES, everyLook } from './site/looks.mjs';
import { sabotaged } from './site/sabotage.mjs';
import { emptyPlace, hostilePlace, mainPlace, run, serve } from './site/servers.mjs';
import { Notebook, finding, visiting } from './site/visitor.mjs';
import { packagesIn, told } from './telling.mjs';
import { check } from './views.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../../..');
const USAGE = 2;

const DESK = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** Who comes: the journeys are the same for all of them. */
const VISITORS = [
  ['at a desk', DESK, Object.keys(JOURNEYS)],
  ['without a script', { ...DESK, javaScriptEnabled: false }, Object.keys(JOURNEYS)],
  ['on a phone', PHONE, ['search', 'facet', 'sort', 'paging', 'posting', 'compare', 'split', 'mistake', 'nothing']],
];

/** One walk through the site by one visitor; what breaks off is a finding, and the next walk begins. */
export async function walked(browser, site, place, settings, walk) {
  const book = new Notebook(place);
  await visiting(browser, site.address, settings, async (page, heard) => {
    const elsewhere = (act) => visiting(browser, site.address, settings, act);
    try {
      await walk(page, book, site, elsewhere);
    } catch (error) {
      book.that('end', false, `broke off: ${error.message.split('\n')[0]}`, page.url());
    }
    book.heard(heard);
  });
  return book.checks;
}

/** A server with what the walks ask of it. */
async function started(program, place, words, env) {
  const server = await serve(program, place, words, env);
  const api = async (address, init) => {
    const answer = await fetch(server.address + address, init);
    if (answer.status !== 200) throw new Error(`${address} answers with ${answer.status}`);
    return answer.json();
  };
  return { ...server, api, cli: (line) => run(program, [...line, ...words], place) };
}

/** Everything that is done, by the name that `--only` takes. */
function parts(browser, program, data, tools, out, schemathesis) {
  const walk = (site, place, settings, act) => walked(browser, site, place, settings, act);
  const note = (place, act) => {
    const book = new Notebook(place);
    return act(book).then(() => book.checks);
  };
  return {
    program: (site) => note('program', (book) => programCheck(book, site)),
    ...Object.fromEntries(VISITORS.map(([who, settings, names]) => [who.split(' ').at(-1), async (site) => {
      const checks = [];
      for (const name of names) checks.push(...await walk(site, `${name} ${who}`, settings, JOURNEYS[name]));
      return checks;
    }])),
    keyboard: async (site) => [
      ...await walk(site, 'keyboard', DESK, keyboard),
      ...await walk(site, 'keyboard without a script', { ...DESK, javaScriptEnabled: false }, keyboard),
      ...await walk(site, 'comfort', DESK, comfort),
    ],
    queries: (site) => walk(site, 'hostile queries', DESK, hostileQueries),
    addresses: (site) => note('hostile addresses', (book) => hostileAddresses(book, site)),
    door: (site) => note('door', (book) => door(book, site)),
    looks: async (site) => {
      const { reports } = await site.api('/api/v1/reports');
      const { hits } = await site.api('/api/v1/search?q=tag:chatbot&sort=date&limit=1');
      const pages = [...PAGES, ...hits.map(({ key }) => ['posting', `/posting/${encodeURIComponent(key)}`, 200])];
      const checks = [];
      for (const page of pages) {
        process.stderr.write(`${page[0]}\n`);
        checks.push(...await everyLook(browser, site, page, tools, out));
      }
      if (reports.length === 0) checks.push(...await note('reports', async (book) => book.that('looked', false, 'no report is listed')));
      return checks;
    },
    hostile: async () => {
      const site = await started(program, hostilePlace(program, out), []);
      try {
        const checks = await walk(site, 'hostile postings', DESK, hostileStore);
        for (const page of HOSTILE_PAGES) checks.push(...await everyLook(browser, site, page, tools, out));
        return checks;
      } finally {
        await site.stop();
      }
    },
    empty: async () => note('empty', (book) => emptyCheck(browser, book, (words, env) => started(program, emptyPlace(out), words, env), tools, out)),
    token: async () => note('token', (book) => tokenCheck(browser, book, (words, env) => started(program, path.join(out, 'place'), [...words, '--data', data], env), tools, out)),
    refresh: async () => note('refresh', (book) => refreshCheck(browser, book, program, hostilePlace(program, out), started)),
    ...(schemathesis ? { fuzz: (site) => note('fuzz', (book) => fuzz(book, site, schemathesis, out)) } : {}),
    stop: (site) => note('stop', (book) => stopCheck(book, site)),
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      program: { type: 'string' },
      data: { type: 'string' },
      packages: { type: 'string', default: path.join(ROOT, 'target/browser') },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      out: { type: 'string', default: path.join(ROOT, 'target/site') },
      schemathesis: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      'self-test': { type: 'boolean', default: false },
    },
  });
  if (!values.program || !values.data) throw new Error('name the program with --program and its data folder with --data');
  const data = path.resolve(values.data);
  if (!existsSync(path.join(data, 'index'))) throw new Error(`${data}: no index in it; make the demo first (\`cargo xtask demo\`), or name another folder with --data`);
  const out = path.resolve(values.out);
  rmSync(path.join(out, 'findings.txt'), { force: true });
  mkdirSync(out, { recursive: true });
  const notes = [];
  const packages = packagesIn(path.resolve(values.packages));
  const tools = { packages, axe: packages.require('axe-core').source, out };
  const { chromium } = packages.require('playwright-core');
  const browser = await chromium.launch({ executablePath: values.chromium });
  const program = path.resolve(values.program);
  const site = await started(program, mainPlace(program, data, out), ['--data', data]);
  try {
    if (values['self-test']) return await sabotaged(browser, site, { walked, tools, desk: DESK });
    const all = parts(browser, program, data, tools, out, values.schemathesis && path.resolve(values.schemathesis));
    const chosen = values.only.length > 0 ? values.only : Object.keys(all);
    const stranger = chosen.find((name) => !(name in all));
    if (stranger) throw new Error(`--only ${stranger}: there is no such part, only ${Object.keys(all).join(', ')}`);
    const checks = [];
    for (const name of chosen) {
      const started = Date.now();
      // What breaks one part off must not hide what the others found.
      checks.push(...await all[name](site).catch((error) => [check(name, 'end', 1, [finding('end', `broke off: ${error.message.split('\n')[0]}`)])]));
      notes.push(`${name}: ${Math.round((Date.now() - started) / 1000)} s`);
    }
    return told(checks, notes, out);
  } finally {
    await site.stop();
    await browser.close();
  }
}

main().then(
  (passed) => { process.exitCode = passed ? 0 : 1; },
  (error) => {
    console.error(`site: ${error.message.split('\n')[0]}`);
    process.exitCode = USAGE;
  },
);
