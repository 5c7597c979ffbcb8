// A browser and servers come in; every page is looked at at every width and in every scheme, and findings and pictures go out. Knows of a page its address alone.

import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { checkHtml } from '../linters.mjs';
import { slug } from '../telling.mjs';
import { SCHEMES, WIDTHS, axe, bringLook, check, photographed, sorted } from '../views.mjs';
import { finding, visiting } from './visitor.mjs';

/** A page of the site by name: its address, and the status that it comes with. */
export const PAGES = [
  ['start', '/', 200],
  ['search', '/?q=chatbot', 200],
  ['search-by-pay', '/?q=chatbot&sort=pay&page=2', 200],
  ['search-nothing', '/?q=chatbto', 200],
  ['search-mistake', '/?q=bot+%28writer', 400],
  ['search-long-words', `/?q=${'supercalifragilistic'.repeat(12)}`, 200],
  ['trend', '/trend', 200],
  ['trend-one', '/trend?q=chatbot', 200],
  ['trend-compared', '/trend?q=chatbot&q=translation&q=logo&q=wordpress&q=excel', 200],
  ['trend-split', '/trend?q=chatbot&by=category&show=count', 200],
  ['trend-nothing', '/trend?q=zzqqxxyy', null],
  ['pay', '/pay?q=chatbot', 200],
  ['pay-nothing', '/pay?q=zzqqxxyy', null],
  ['tags', '/tags', 200],
  ['categories', '/categories', 200],
  ['sources', '/sources', 200],
  ['reports', '/reports', 200],
  ['help', '/help', 200],
  ['nowhere', '/nowhere', 404],
];

/** Pages of the store of hostile postings. */
export const HOSTILE_PAGES = [
  ['hostile', '/?q=is:any', 200],
  ['hostile-split', '/trend?by=country', 200],
];

/** What the policy of the site would refuse, and what needs no script. */
function inside() {
  const scripts = [...document.querySelectorAll('script:not([src]), style, [style]:not(svg *)')];
  const acting = [...document.querySelectorAll('*')].filter((element) => [...element.attributes].some(({ name }) => name.startsWith('on')));
  const links = [...document.querySelectorAll('a[href]')].filter((link) => !/^(https?:|mailto:)/.test(link.href));
  return [...scripts, ...acting, ...links].map((element) => element.outerHTML.slice(0, 80));
}

/** Every check of one loaded page; `place` names it with its width and scheme. */
export async function lookAt(page, heard, place, tools, prefix) {
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  await bringLook(page);
  if (prefix) await photographed(page, session, prefix);
  const closed = await page.evaluate(() => globalThis.jobtideLook.look(false));
  await page.evaluate(() => globalThis.jobtideLook.unfold());
  const open = await page.evaluate(() => globalThis.jobtideLook.look(false));
  const accessible = await axe(page, tools.axe);
  const refused = (await page.evaluate(inside)).map((text) => finding('inside', 'stands in the page, which may have files alone', 'page', text));
  // A report must hold all that it shows; a site has a style sheet and a script of its own.
  // A field shows as much of its text as fits, and scrolls.
  const own = ({ kind, element }) => kind !== 'requests' && kind !== 'scripts' && !(kind === 'overflow' && /(^| )input\b/.test(element));
  const known = new Set(open.findings.map((one) => JSON.stringify(one)));
  const findings = [...closed.findings.filter((one) => !known.has(JSON.stringify(one))), ...open.findings].filter(own);
  const { requests, scripts, ...looked } = open.looked;
  const all = { ...looked, console: 1, policy: 1, requests: 1, alert: 1, inside: 1, axe: accessible.looked };
  return sorted(place, all, [...findings, ...accessible.findings, ...refused, ...heard]);
}

/** One page at every width, in every scheme, and its HTML. */
export async function everyLook(browser, site, [name, address, status], tools, out) {
  const checks = [];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const place = `${name} ${width} px ${colorScheme}`;
      checks.push(...await visiting(browser, site.address, { viewport: { width, height: 900 }, colorScheme }, async (page, heard) => {
        const answer = await page.goto(site.address + address);
        const right = status === null ? answer.status() < 500 : answer.status() === status;
        const prefix = out && path.join(out, `${slug(name)}-${width}-${colorScheme}`);
        return [check(place, 'status', 1, right ? [] : [finding('status', `answers with ${answer.status()}`)]), ...await lookAt(page, heard, place, tools, prefix)];
      }));
    }
  }
  const file = path.join(tools.out, `${slug(name)}.html`);
  writeFileSync(file, await (await fetch(site.address + address)).text());
  checks.push(...await checkHtml([file], tools.packages, () => name));
  return checks;
}
