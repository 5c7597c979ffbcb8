// Folders of reports come in; every page, picture and Markdown file in them is checked as a reader would see it, and findings go out. Makes no report.
//
//   node check.mjs [--packages DIR] [--chromium FILE] [--out DIR] FOLDER...
//   node check.mjs [--packages DIR] [--chromium FILE] [--out DIR] --self-test
//
// Usually started by `cargo xtask pages`, which brings the browser and the packages.

import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { checkHtml, checkMarkdown, markdownRules } from './linters.mjs';
import { expectation, line, packagesIn, slug, told } from './telling.mjs';
import { checkPage, checkPictures, inflate } from './views.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ROOT = path.resolve(HERE, '../../..');

const USAGE = 2;

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

const isPage = (file) => /^report(\.[\w-]+)?\.html$/.test(path.basename(file));
const isText = (file) => /^report(\.[\w-]+)?\.md$/.test(path.basename(file));
const isPicture = (file) => file.endsWith('.svg');

/** A file's name in what is printed: from the folder that was asked for. */
const named = (folder) => (file) => path.join(path.basename(path.resolve(folder)), path.relative(folder, file));
async function checkFolder(browser, folder, tools, out) {
  const advice = 'make the report first (`cargo xtask demo`), or name another folder';
  if (!existsSync(folder)) throw new Error(`${folder}: no such folder; ${advice}`);
  const files = filesBelow(folder);
  const pages = files.filter(isPage);
  if (pages.length === 0 && !files.some(isPicture)) throw new Error(`${folder}: neither report.html nor a picture in it; ${advice}`);
  const nameOf = named(folder);
  const checks = [];
  for (const page of pages) {
    process.stderr.write(`${nameOf(page)}\n`);
    checks.push(...await checkPage(browser, page, nameOf(page), tools, path.join(out, slug(nameOf(page)))));
  }
  const pictures = files.filter(isPicture);
  if (pictures.length > 0) process.stderr.write(`${pictures.length} pictures in files of their own\n`);
  checks.push(...await checkPictures(browser, pictures, nameOf, (file) => path.join(out, slug(nameOf(file)))));
  checks.push(...await checkHtml(pages, tools.packages, nameOf));
  checks.push(...checkMarkdown(files.filter(isText), tools.packages, markdownRules(ROOT), nameOf));
  return checks;
}

/** Each small broken page must be caught by exactly the checks that it names; the sound one by none. */
async function selfTest(browser, tools, out) {
  const folder = path.join(HERE, 'broken');
  const files = filesBelow(folder).map((file) => [file, expectation(file)]);
  const large = path.join(out, 'too-large.html');
  inflate(path.join(folder, 'sound.html'), large);
  files.push([large, ['size']]);
  let wrong = 0;
  const kinds = new Set();
  const ever = new Set();
  for (const [file, expected] of files) {
    const name = path.basename(file);
    const prefix = path.join(out, slug(name));
    const checks = [];
    if (name.endsWith('.html')) {
      checks.push(...await checkPage(browser, file, name, tools, prefix, { photographs: false }), ...await checkHtml([file], tools.packages, path.basename));
    } else if (name.endsWith('.svg')) {
      checks.push(...await checkPictures(browser, [file], path.basename, null));
    } else {
      checks.push(...checkMarkdown([file], tools.packages, markdownRules(ROOT), path.basename));
    }
    const caught = [...new Set(checks.filter(({ findings }) => findings.length > 0).map(({ kind }) => kind))].sort();
    for (const { kind } of checks) kinds.add(kind);
    for (const kind of caught) ever.add(kind);
    const right = caught.join() === [...expected].sort().join();
    if (!right) wrong += 1;
    console.log(`${right ? 'ok    ' : 'WRONG '} ${name}: caught by ${caught.join(', ') || 'nothing'}${right ? '' : `; expected ${expected.join(', ') || 'nothing'}`}`);
    if (!right) console.log(checks.flatMap(({ place, findings }) => findings.map((finding) => `    ${place}${line(finding)}`)).join('\n'));
  }
  const blind = [...kinds].filter((kind) => !ever.has(kind));
  if (blind.length > 0) console.log(`WRONG  no broken file is caught by ${blind.join(', ')}; add one, since a check must be able to fail`);
  console.log(`${files.length - wrong} checks passed, ${wrong + blind.length} failed`);
  return wrong + blind.length === 0;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      packages: { type: 'string', default: path.join(ROOT, 'target/browser') },
      chromium: { type: 'string', default: '/usr/bin/chromium' },
      out: { type: 'string', default: path.join(ROOT, 'target/pages') },
      'self-test': { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0 && !values['self-test']) throw new Error('name the folders of the reports, or say --self-test');
  const out = path.resolve(values.out);
  rmSync(path.join(out, 'findings.txt'), { force: true });
  mkdirSync(out, { recursive: true });
  const notes = [];
  const packages = packagesIn(path.resolve(values.packages));
  const tools = { packages, axe: packages.require('axe-core').source, note: (text) => notes.push(text) };
  const { chromium } = packages.require('playwright-core');
  const browser = await chromium.launch({ executablePath: values.chromium });
  try {
    if (values['self-test']) return await selfTest(browser, tools, out);
    const checks = [];
    for (const folder of positionals) checks.push(...await checkFolder(browser, folder, tools, out));
    return told(checks, notes, out);
  } finally {
    await browser.close();
  }
}

main().then(
  (passed) => { process.exitCode = passed ? 0 : 1; },
  (error) => {
    // The browser adds its whole log to what it says.
    console.error(`check: ${error.message.split('\n')[0]}`);
    process.exitCode = USAGE;
  },
);
