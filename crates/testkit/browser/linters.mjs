// Pages and Markdown files come in; what html-validate and markdownlint-cli2 hold against them goes out. Opens no browser.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

import { check } from './views.mjs';

/** Where the exceptions for reports may stand, from the root of the tree; the first one that is there counts. */
const MARKDOWN_RULES = ['docs/.markdownlint.jsonc', 'fixtures/reports/.markdownlint.jsonc', '.markdownlint.jsonc'];

/** What the standard forbids; taste (inline styles, quotes, long titles) is no concern of this check. */
const HTML_RULES = { root: true, extends: ['html-validate:standard'] };

/** Holds pages against the standard. */
export async function checkHtml(files, packages, nameOf) {
  const { HtmlValidate } = packages.require('html-validate');
  const validator = new HtmlValidate(HTML_RULES);
  const checks = [];
  for (const file of files) {
    const { results } = await validator.validateFile(file);
    const findings = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line, column, selector }) => ({
        kind: 'html',
        element: `line ${line}:${column} ${selector ?? ''}`.trim(),
        text: '',
        what: `${message} (${ruleId})`,
      })));
    checks.push(check(nameOf(file), 'html', 1, findings));
  }
  return checks;
}

/** The file of exceptions that holds, or none. */
export function markdownRules(root) {
  return MARKDOWN_RULES.map((rules) => path.join(root, rules)).find((rules) => existsSync(rules));
}

/** Holds Markdown files against the linter's rules. */
export function checkMarkdown(files, packages, rules, nameOf) {
  const program = path.join(packages.folder, 'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs');
  return files.map((file) => {
    // Started in the file's folder, a leading colon makes the name a name, whatever stands in it.
    const words = [program, ...(rules ? ['--config', rules] : []), '--no-globs', `:${path.basename(file)}`];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: path.dirname(file), encoding: 'utf8' });
    // Above 1 the linter itself failed.
    if (status !== 0 && status !== 1) throw new Error(`markdownlint-cli2 ended with ${status}: ${stderr || stdout}`);
    const findings = [...stderr.matchAll(/^(.+?):(\d+)(?::(\d+))? (?:error |warning )?(MD\d.*)$/gm)].map(([, , line, column, what]) => ({
      kind: 'markdown',
      element: `line ${line}${column ? `:${column}` : ''}`,
      text: '',
      what,
    }));
    if (status === 1 && findings.length === 0) throw new Error(`markdownlint-cli2 failed and named nothing: ${stderr || stdout}`);
    return check(nameOf(file), 'markdown', 1, findings);
  });
}
