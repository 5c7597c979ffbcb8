// A browser comes in; a visitor who hears everything that a page should not do goes out, and a notebook for what was seen. Knows no page.

import { check } from '../views.mjs';

/** A page of a debug build on a busy machine takes seconds; what is not there after this is not there. */
const ACTION_MS = 45_000;

/** One finding about a page as a whole. */
export const finding = (kind, what, element = 'page', text = '') => ({ kind, element, text, what });

/** Checks of one place, one after the other. */
export class Notebook {
  constructor(place) {
    this.place = place;
    this.checks = [];
  }

  /** One check: what must be true, and what is said where it is not. */
  that(kind, truth, what, element) {
    this.checks.push(check(this.place, kind, 1, truth ? [] : [finding(kind, what, element)]));
    return Boolean(truth);
  }

  /** Two values that must be the same. */
  same(kind, got, wanted, what) {
    const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
    const short = (text) => (text === undefined ? 'nothing' : text.length > 160 ? `${text.slice(0, 160)}…` : text);
    return this.that(kind, a === b, `${what}: ${short(a)} and not ${short(b)}`);
  }

  /** What was heard while something was done, one check a kind. */
  heard(list, kinds = ['console', 'policy', 'requests', 'alert']) {
    for (const kind of kinds) this.checks.push(check(this.place, kind, 1, list.filter((one) => one.kind === kind)));
  }
}

/** A browser tells an answer above 399 to the console as well; the status is looked at where it matters. */
const isAnswer = (message, page) => message.text().startsWith('Failed to load resource') && message.location().url.split('#')[0] === page.url().split('#')[0];

/**
 * A context of its own with a page, whose console, dialogs, refused styles and scripts and foreign requests go into the list `heard`.
 * Requests to any other host are refused here too, so that a check without a network finds the same.
 */
export async function visiting(browser, address, settings, act) {
  const context = await browser.newContext({ reducedMotion: 'reduce', acceptDownloads: true, ...settings });
  context.setDefaultTimeout(ACTION_MS);
  const own = new URL(address).origin;
  const heard = [];
  await context.route((url) => url.origin !== own && /^(https?|wss?):$/.test(url.protocol), (route) => {
    heard.push(finding('requests', `asked for ${route.request().url()}`));
    return route.abort();
  });
  context.on('page', (page) => {
    page.on('console', (message) => {
      if (message.type() !== 'error' || isAnswer(message, page)) return;
      const ofPolicy = /Content Security Policy/i.test(message.text());
      heard.push(finding(ofPolicy ? 'policy' : 'console', message.text(), page.url()));
    });
    page.on('pageerror', (error) => heard.push(finding('console', error.message, page.url())));
    page.on('dialog', (dialog) => {
      heard.push(finding('alert', `a dialog opened: ${dialog.message()}`, page.url()));
      return dialog.dismiss();
    });
  });
  try {
    return await act(await context.newPage(), heard, context);
  } finally {
    await context.close();
  }
}

/** The number in front of a text such as `1,204 postings`. */
export const leadingNumber = (text) => Number(/^[\d,]+/.exec(text.trim())?.[0].replaceAll(',', '') ?? Number.NaN);

/** Waits until what `act` starts has led to another page. */
export async function going(page, act) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), act()]);
}
