// A program and a large data folder come in; many clients ask `serve` at once while postings are imported beside it, and times by kind, refusals and memory go out. Judges nothing.
//
//   node load.mjs --program FILE --data DIR [--clients 64] [--seconds 30] [--place DIR --import 'archive --profile NAME']

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { serve } from './site/servers.mjs';

/** Rare and common words, phrases, fields, ranges and what matches everything. */
const QUERIES = [
  'chatbot', 'logo', 'translation', 'wordpress website', 'excel', '"machine learning"', 'python OR javascript', 'autom*', 'writer -ghostwriter', 'tag:rag', 'tag:chatbot', 'category:writing',
  'category:translation pay:>=20/h', 'country:"United States" chatbot', 'pay:hourly', 'date:2023', 'date:2023-06 logo', 'shopify', 'subtitle~1', 'zzqqxx', '"product descriptions"~3', 'mention:chatbot', '',
];
/** What is asked, how often among a hundred, and its address with a query. */
const KINDS = [
  ['search page', 30, (q) => `/?q=${q}`],
  ['search page by pay', 10, (q) => `/?q=${q}&sort=pay`],
  ['search, API with facets', 15, (q) => `/api/v1/search?q=${q}&facets=true`],
  ['search, API', 15, (q) => `/api/v1/search?q=${q}&sort=date&offset=40`],
  ['trend page', 12, (q) => `/trend?q=${q}`],
  ['trend, API, two queries', 8, (q) => `/api/v1/trend?q=${q}&q=logo`],
  ['trend, API, by category', 2, (q) => `/api/v1/trend?q=${q}&by=category`],
  ['pay page', 8, (q) => `/pay?q=${q}`],
];
/** Sent away for a moment, which is no error. */
const LATER = new Set([429, 503]);

/** The same questions in the same order on every machine (mulberry32). */
function draws(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function question(draw) {
  let left = draw() * KINDS.reduce((sum, [, weight]) => sum + weight, 0);
  const kind = KINDS.find(([, weight]) => { left -= weight; return left < 0; }) ?? KINDS[0];
  return [kind[0], kind[2](encodeURIComponent(QUERIES[Math.floor(draw() * QUERIES.length)]))];
}

/** One answer: its status, its time in milliseconds, and whether it may be asked again. */
function asked(agent, address, path) {
  const { hostname, port } = new URL(address);
  const started = performance.now();
  return new Promise((resolve) => {
    const done = (status, later) => resolve({ status, later, took: performance.now() - started });
    const request = http.get({ agent, hostname, port, path }, (answer) => {
      answer.resume().on('end', () => done(answer.complete ? answer.statusCode : 'broken off', LATER.has(answer.statusCode) && Boolean(answer.headers['retry-after'])));
    });
    request.on('error', (error) => done(error.code ?? error.message, false));
  });
}

/** Asks one question after the other until the time is over. */
async function client(agent, address, seed, until, all) {
  const draw = draws(seed);
  while (Date.now() < until) {
    const [kind, path] = question(draw);
    all.push({ kind, path, ...await asked(agent, address, path) });
  }
}

/** Kilobytes of a line of `/proc/PID/status`; 0 where there is none. */
function kilobytes(pid, name) {
  try {
    return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

const quantile = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
const ms = (value) => Math.round(value).toLocaleString('en');

function table(all) {
  const rows = [['all', all], ...KINDS.map(([name]) => [name, all.filter(({ kind }) => kind === name)])];
  console.log('| kind | answers | p50, ms | p99, ms | longest, ms |\n|---|---|---|---|---|');
  for (const [name, some] of rows) {
    const times = some.filter(({ status }) => status === 200).map(({ took }) => took).sort((a, b) => a - b);
    if (times.length > 0) console.log(`| ${name} | ${times.length.toLocaleString('en')} | ${ms(quantile(times, 0.5))} | ${ms(quantile(times, 0.99))} | ${ms(times.at(-1))} |`);
  }
}

/** Imports as long as the clients ask, one archive after the other, and gives how many ended and how. */
function beside(program, place, data, words) {
  const ended = [];
  const child = spawn(program, ['import', ...words, '--data', data, '--quiet'], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] });
  const end = new Promise((resolve) => child.on('exit', (code) => { ended.push(code); resolve(code); }));
  return { ended, end };
}

async function main() {
  const { values } = parseArgs({
    options: {
      program: { type: 'string' }, data: { type: 'string' }, clients: { type: 'string', default: '64' }, seconds: { type: 'string', default: '30' },
      place: { type: 'string', default: '.' }, import: { type: 'string' },
    },
  });
  if (!values.program || !values.data) throw new Error('name the program with --program and its data folder with --data');
  const [program, data, place] = [values.program, values.data, values.place].map((name) => path.resolve(name));
  const server = await serve(program, place, ['--data', data]);
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number(values.clients) });
  const total = async () => (await (await fetch(`${server.address}/api/v1/search?q=is:any&limit=0`)).json()).total;
  const before = await total();
  const all = [];
  let anonymous = 0;
  const watch = setInterval(() => { anonymous = Math.max(anonymous, kilobytes(server.pid, 'RssAnon')); }, 100);
  const importing = values.import ? beside(program, place, data, values.import.split(' ')) : null;
  const started = Date.now();
  const until = started + Number(values.seconds) * 1000;
  await Promise.all(Array.from({ length: Number(values.clients) }, (_, at) => client(agent, server.address, at + 1, until, all)));
  const seconds = (Date.now() - started) / 1000;
  const meanwhile = importing?.ended.length ? 'ended' : 'was still running';
  const load = loadavg()[0];
  await importing?.end;
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const after = await total();
  clearInterval(watch);
  const peak = kilobytes(server.pid, 'VmHWM');
  agent.destroy();
  const stopped = await server.stop();

  const good = all.filter(({ status }) => status === 200).length;
  const later = all.filter((one) => one.later);
  const errors = all.filter(({ status, later: again }) => status !== 200 && !again);
  console.log(`${values.clients} clients for ${seconds.toFixed(1)} s: ${all.length.toLocaleString('en')} questions, ${good.toLocaleString('en')} answers (${(good / seconds).toFixed(0)} a second), ${later.length} sent away with Retry-After, ${errors.length} errors`);
  table(all);
  console.log(`postings before ${before.toLocaleString('en')}, after ${after.toLocaleString('en')}; the import ${importing ? `${meanwhile} when the clients ended, with ${importing.ended}` : 'was none'}`);
  console.log(`peak memory ${Math.round(peak / 1024)} MB with the mapped files of the index, ${Math.round(anonymous / 1024)} MB without; load of the machine ${load.toFixed(1)}; the server ended with ${stopped.code} after ${stopped.took} ms`);
  for (const { status, path: which } of errors.slice(0, 8)) console.log(`error ${status}: ${which}`);
  return errors.length === 0 && stopped.code === 0;
}

main().then(
  (passed) => { process.exitCode = passed ? 0 : 1; },
  (error) => {
    console.error(`load: ${error.message}`);
    process.exitCode = 2;
  },
);
