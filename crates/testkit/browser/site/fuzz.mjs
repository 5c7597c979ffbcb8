// A server and Schemathesis come in; the API is asked what its document allows and what it does not, and findings go out. Knows no route.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Cases of each operation beside those that try every bound once. */
const EXAMPLES = 300;
const SEED = 1;
/** A document cannot say which texts are queries, so a sound text that does not parse is answered with 400. Everything else is held. */
const NOT_HELD = 'positive_data_acceptance';

/** No 5xx, and every answer fits the document. */
export async function fuzz(book, site, schemathesis, out) {
  const place = path.join(out, 'fuzz');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  // Keys that are made up are found nowhere, so that the document is given some that are.
  const { hits } = await site.api('/api/v1/search?q=tag:chatbot&limit=20');
  const document = await site.api('/api/v1/openapi.json');
  const key = document.paths['/api/v1/posting/{key}'].get.parameters.find(({ name }) => name === 'key');
  key.examples = Object.fromEntries(hits.map((hit, at) => [`key${at}`, { value: hit.key }]));
  writeFileSync(path.join(place, 'openapi.json'), JSON.stringify(document));
  const words = ['run', 'openapi.json', '--url', site.address, '--max-examples', String(EXAMPLES), '--seed', String(SEED), '--exclude-checks', NOT_HELD,
    '--request-timeout', '60', '--continue-on-failure', '--no-color', '--report', 'junit', '--report-junit-path', path.join(place, 'junit.xml')];
  const { status, stdout, stderr, error } = spawnSync(schemathesis, words, { cwd: place, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  writeFileSync(path.join(place, 'said.txt'), stdout + stderr);
  const cases = /(\d[\d,]*) generated/.exec(stdout)?.[1] ?? 'no';
  process.stderr.write(`${cases} cases\n`);
  const failures = [...stdout.matchAll(/^- (ST\d+ .*)$/gm)].map(([, what]) => what);
  book.that('fuzz', status === 0, `${failures.join('; ') || stderr || 'failed'}; all of it is in ${path.join(place, 'said.txt')}`);
  book.that('looked', cases !== 'no', 'no case was generated');
  book.that('running', site.running(), 'the server is gone');
}
