// A browser and a file come in; the file is opened at every width, scheme and on paper, and findings and pictures of it go out. Knows no report from another.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** A phone and a desk. */
export const WIDTHS = [390, 1280];
export const SCHEMES = ['light', 'dark'];
/** What a sheet of A4 leaves between the margins of `style/page.css`: 182 mm at 96 dots an inch. */
const PAPER_PX = 688;
/** A page that is mailed must stay below this. */
const LARGEST_BYTES = 1_000_000;
/** Chromium paints no surface above 16,384 pixels, and long pages are easier to look at in parts. */
const PART_PX = 4000;
/** A page of a megabyte on a busy machine; nothing waits for this long otherwise. */
const PATIENCE_MS = 180_000;

/** Lies across everything by intent, and says nothing that the banner does not say in plain ink. */
const WATERMARK = '[aria-hidden="true"][class*="watermark"]';

const IN_PAGE = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');

/** Gives a loaded page the eyes of `in-page.js`. */
export const bringLook = (page) => page.evaluate(`globalThis.jobtideLook = ${IN_PAGE.slice(IN_PAGE.indexOf('(() => {'))}`);

/** One check: where it was made, how many things it looked at, and what it found. */
export const check = (place, kind, looked, findings) => ({ place, kind, looked, findings });

/** What must be there to be looked at; a check of nothing would pass for ever. */
const NEVER_EMPTY = new Set(['overflow', 'overlap', 'outside', 'contrast', 'axe']);

/** Sorts what was found into one check a kind. */
export function sorted(place, looked, findings) {
  const stray = findings.find(({ kind }) => !(kind in looked));
  if (stray) throw new Error(`a finding of the kind ${stray.kind}, which ${place} is not checked for`);
  for (const [kind, number] of Object.entries(looked)) {
    const empty = number === 0 && NEVER_EMPTY.has(kind) && (kind !== 'outside' || !('overflow' in looked));
    if (empty) findings.push({ kind, element: 'page', text: '', what: 'nothing was there to be looked at' });
  }
  return Object.entries(looked).map(([kind, number]) =>
    check(place, kind, number, findings.filter((finding) => finding.kind === kind)));
}

/** Gives a page in a fresh context, which lets no request through but those for the file that is visited, and closes it in the end. */
async function inContext(browser, settings, act) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...settings });
  context.setDefaultTimeout(PATIENCE_MS);
  let own = '';
  let heard = [];
  const hear = (kind, what) => heard.push({ kind, element: 'page', text: '', what });
  await context.route('**/*', (route) => {
    const address = route.request().url();
    if (address === own) return route.continue();
    hear('requests', `asked for ${address}`);
    return route.abort();
  });
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      // Our own refusal of a request is told above.
      if (message.type() === 'error' && !message.text().includes('net::ERR_FAILED')) hear('console', message.text());
    });
    page.on('pageerror', (error) => hear('console', error.message));
    /** Opens a file; what is heard of it from now on goes into the list that comes back. */
    const visit = async (file) => {
      own = pathToFileURL(file).href;
      heard = [];
      await page.goto(own);
      await page.evaluate(() => document.fonts.ready.then(() => true));
      await bringLook(page);
      return heard;
    };
    return await act(page, visit);
  } finally {
    await context.close();
  }
}

/** Asked of the browser itself: playwright's own screenshots wait for ever on a document that is no HTML, and on a page of 58,000 pixels. */
export async function photographed(page, session, prefix) {
  const [width, height] = await page.evaluate(() => {
    const frame = document.documentElement.getBoundingClientRect();
    const isPage = document.body !== null;
    return [isPage ? innerWidth : Math.ceil(frame.width), isPage ? document.documentElement.scrollHeight : Math.ceil(frame.height)];
  });
  const parts = Math.ceil(height / PART_PX);
  for (let part = 0; part < parts; part += 1) {
    const clip = { x: 0, y: part * PART_PX, width, height: Math.min(PART_PX, height - part * PART_PX), scale: 1 };
    const { data } = await session.send('Page.captureScreenshot', { clip, captureBeyondViewport: true });
    writeFileSync(`${prefix}${parts > 1 ? `-${String(part + 1).padStart(2, '0')}` : ''}.png`, Buffer.from(data, 'base64'));
  }
}

/** axe-core's serious and critical findings. */
export async function axe(page, source) {
  await page.evaluate(source);
  const { violations, passes } = await page.evaluate((exclude) => globalThis.axe.run({ exclude }, { resultTypes: ['violations'] }), [WATERMARK]);
  const findings = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, help, nodes }) =>
      nodes.map((node) => ({
        kind: 'axe',
        element: node.target.join(' '),
        text: node.html.replace(/\s+/g, ' ').slice(0, 60),
        what: `${impact}: ${help} (${id})`,
      })));
  return { findings, looked: violations.length + passes.length };
}

async function onScreen(browser, file, place, settings, tools, prefix) {
  return inContext(browser, settings, async (page, visit) => {
    const heard = await visit(file);
    const session = await page.context().newCDPSession(page);
    if (prefix) await photographed(page, session, prefix);
    const closed = await page.evaluate(() => globalThis.jobtideLook.look(false));
    await page.evaluate(() => globalThis.jobtideLook.unfold());
    if (prefix && settings.viewport.width === WIDTHS.at(-1) && settings.colorScheme === 'light') await photographed(page, session, `${prefix}-unfolded`);
    const open = await page.evaluate(() => globalThis.jobtideLook.look(false));
    tools.note(`${place}: the smallest text has ${await page.evaluate(() => globalThis.jobtideLook.smallest())}`);
    const accessible = await axe(page, tools.axe);
    const looked = { ...open.looked, console: 1, axe: accessible.looked };
    return sorted(place, looked, without(closed.findings, open.findings).concat(open.findings, accessible.findings, heard));
  });
}

/** What was already seen with the fold-outs open is told once. */
function without(findings, told) {
  const known = new Set(told.map((finding) => JSON.stringify(finding)));
  return findings.filter((finding) => !known.has(JSON.stringify(finding)));
}

async function onPaper(browser, file, place, prefix) {
  const settings = { viewport: { width: PAPER_PX, height: 975 }, colorScheme: 'light' };
  return inContext(browser, settings, async (page, visit) => {
    const heard = await visit(file);
    await page.emulateMedia({ media: 'print', colorScheme: 'light' });
    const { findings, looked } = await page.evaluate(() => globalThis.jobtideLook.look(true));
    const sheet = { format: 'A4', preferCSSPageSize: true };
    await page.pdf({ ...sheet, path: `${prefix}.pdf` });
    const names = await page.evaluate(() => globalThis.jobtideLook.markPictures());
    const marked = `${prefix}-marked.pdf`;
    await page.pdf({ ...sheet, path: marked });
    const cut = cutPictures(names, execFileSync('pdftotext', ['-layout', marked, '-'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
    rmSync(marked);
    return sorted(place, { ...looked, cut: names.length, console: 1 }, [...findings, ...cut, ...heard]);
  });
}

/** Compares the sheets on which the marks of a picture stand; a form feed parts the sheets. */
function cutPictures(names, text) {
  const sheets = text.split('\f');
  const sheetOf = (mark) => sheets.findIndex((sheet) => sheet.includes(mark));
  return names.flatMap((element, index) => {
    const [top, end] = [sheetOf(`jtcut${index}top`), sheetOf(`jtcut${index}end`)];
    if (top === end && top >= 0) return [];
    const what = top < 0 || end < 0 ? 'is not wholly on any sheet' : `begins on sheet ${top + 1} and ends on sheet ${end + 1}`;
    return [{ kind: 'cut', element, text: '', what }];
  });
}

/** Every check of one page; pictures and PDF go to files that begin with the prefix. */
export async function checkPage(browser, file, name, tools, prefix, options = {}) {
  const bytes = statSync(file).size;
  const large = bytes > LARGEST_BYTES ? [{ kind: 'size', element: 'file', text: '', what: `${bytes} bytes; at most ${LARGEST_BYTES}` }] : [];
  const checks = [check(name, 'size', 1, large)];
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      const settings = { viewport: { width, height: 900 }, colorScheme };
      const shot = options.photographs === false ? null : `${prefix}-${width}-${colorScheme}`;
      checks.push(...await onScreen(browser, file, `${name} ${width} px ${colorScheme}`, settings, tools, shot));
    }
  }
  checks.push(...await onPaper(browser, file, `${name} paper`, `${prefix}-paper`));
  return checks;
}

/** Every check of pictures that stand alone in files; a report has hundreds of them, so one window visits them all. */
export async function checkPictures(browser, files, nameOf, prefixOf) {
  const checks = [];
  for (const colorScheme of SCHEMES) {
    await inContext(browser, { viewport: { width: 1280, height: 900 }, colorScheme }, async (page, visit) => {
      const session = await page.context().newCDPSession(page);
      for (const file of files) {
        const heard = await visit(file);
        const { findings, looked } = await page.evaluate(() => globalThis.jobtideLook.look(false));
        if (prefixOf) await photographed(page, session, `${prefixOf(file)}-${colorScheme}`);
        checks.push(...sorted(`${nameOf(file)} ${colorScheme}`, { ...looked, console: 1 }, [...findings, ...heard]));
      }
    });
  }
  return checks;
}

/** A page that is too large, made of one that is sound: a file of that size has no place in a repository. */
export function inflate(sound, target) {
  writeFileSync(target, readFileSync(sound, 'utf8').replace('</main>', `<!-- ${'x'.repeat(LARGEST_BYTES)} --></main>`));
}
