// Checks come in; what failed is printed and kept, and what a broken file must be caught by is read from it. Makes no check.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** So many findings of one check are printed; all of them are in the file. */
const PRINTED = 8;

/** The packages lie outside the tree, where an import would not find them. */
export function packagesIn(folder) {
  const require = createRequire(path.join(folder, 'package.json'));
  return { folder, require };
}

/** The same as the beginning of a file name. */
export const slug = (name) => name.replace(/\.(html|svg)$/, '').replace(/[^\w.-]+/g, '-');

export const line = ({ element, text, what }) => `    ${element}${text ? ` "${text}"` : ''}: ${what}`;

/** Prints what failed, keeps all of it in a file, and counts. */
export function told(checks, notes, out) {
  const failed = checks.filter(({ findings }) => findings.length > 0);
  const all = notes.map((note) => `note ${note}`);
  for (const note of all) console.log(note);
  for (const { place, kind, looked, findings } of failed) {
    const heading = `FAILED ${place}: ${kind}, ${findings.length} found in ${looked} looked at`;
    console.log([heading, ...findings.slice(0, PRINTED).map(line)].join('\n'));
    if (findings.length > PRINTED) console.log(`    and ${findings.length - PRINTED} more`);
    all.push(heading, ...findings.map(line));
  }
  writeFileSync(path.join(out, 'findings.txt'), all.map((text) => `${text}\n`).join(''));
  writeFileSync(path.join(out, 'checks.json'), `${JSON.stringify(checks, null, 1)}\n`);
  console.log(`${checks.length - failed.length} checks passed, ${failed.length} failed; pictures and all findings: ${out}`);
  return failed.length === 0;
}

/** The kinds that a broken file must be caught by stand at the end of its first comment: `caught by: a, b.` */
export function expectation(file) {
  const kinds = /^[^\n]*caught by: ([a-z, ]+)\./.exec(readFileSync(file, 'utf8'))?.[1];
  if (!kinds) throw new Error(`${file}: the first line does not say \`caught by: KIND.\``);
  return kinds === 'nothing' ? [] : kinds.split(', ');
}
