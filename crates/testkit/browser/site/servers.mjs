// The program and folders come in; servers that run, and the places they serve, go out. Knows no page.

import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { hostilePostings, HOSTILE_PROFILE } from './hostile.mjs';

/** A debug build on a busy machine takes seconds to open an index. */
const START_MS = 120_000;
/** Requests in flight may take ten seconds once an end is wanted (`limits.stopping`). */
const END_MS = 30_000;

/** Without what the caller's shell may say of data and colours. */
function environment(more) {
  const { JOBTIDE_DATA, JOBTIDE_CONFIG, JOBTIDE_TOKEN, CLICOLOR_FORCE, ...rest } = process.env;
  return { ...rest, ...more };
}

/** Runs the program to its end, and gives what it prints; `statuses` are those that are taken for success. */
export function run(program, words, cwd, statuses = [0]) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, env: environment({}), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw error;
  if (!statuses.includes(status)) throw new Error(`jobtide ${words.join(' ')} ended with ${status}: ${stderr.trim()}`);
  return stdout;
}

/** Starts `jobtide serve` on a free port of this machine, and waits until it says where. */
export async function serve(program, cwd, words = [], env = {}) {
  const child = spawn(program, ['serve', '--addr', '127.0.0.1:0', ...words], { cwd, env: environment(env), stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let ended = null;
  const end = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal }))).then((how) => { ended = how; return how; });
  const address = await new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`jobtide serve said no address within ${START_MS / 1000} s: ${said}`)), START_MS);
    child.on('error', reject);
    child.stderr.on('data', (part) => {
      said += part;
      const found = /serving (http:\S+)/.exec(said)?.[1];
      if (found) { clearTimeout(patience); resolve(found); }
    });
    end.then(({ code }) => reject(new Error(`jobtide serve ended with ${code}: ${said.trim()}`)));
  });
  return {
    address,
    pid: child.pid,
    /** Everything on stderr so far. */
    said: () => said,
    running: () => ended === null,
    /** Asks it to end as Ctrl-C does, and says how it ended and after how many milliseconds. */
    async stop() {
      const started = Date.now();
      child.kill('SIGINT');
      const impatience = setTimeout(() => child.kill('SIGKILL'), END_MS);
      const how = await end;
      clearTimeout(impatience);
      return { ...how, took: Date.now() - started };
    },
  };
}

/** A folder with a configuration and a finished report, from which the data folder is served. */
export function mainPlace(program, data, out) {
  const place = path.join(out, 'place');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const beside = path.dirname(data);
  // The sources of the demo are declared beside its data, with the profile that one of them is read by.
  const own = existsSync(path.join(beside, 'jobtide.toml'));
  if (own) for (const name of readdirSync(beside).filter((file) => file.endsWith('.toml'))) copyFileSync(path.join(beside, name), path.join(place, name));
  else writeFileSync(path.join(place, 'jobtide.toml'), '');
  // 3: written, though something of it could not be counted.
  run(program, ['report', 'monthly', '--data', data], place, [0, 3]);
  return place;
}

/** A store of postings that try to be more than text. */
export function hostilePlace(program, out) {
  const place = path.join(out, 'hostile');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(path.join(place, 'archive'), { recursive: true });
  writeFileSync(path.join(place, 'jobtide.toml'), '');
  writeFileSync(path.join(place, 'hostile.toml'), HOSTILE_PROFILE);
  const lines = hostilePostings().map((posting) => `${JSON.stringify(posting)}\n`);
  writeFileSync(path.join(place, 'archive', 'hostile.jsonl'), lines.join(''));
  // 3: stored, and some of it was refused, as an address that is none.
  run(program, ['import', 'archive', '--profile', 'hostile.toml'], place, [0, 3]);
  return place;
}

/** A folder in which nothing was imported yet. */
export function emptyPlace(out) {
  const place = path.join(out, 'empty');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, 'jobtide.toml'), '');
  return place;
}
