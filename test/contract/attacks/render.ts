import type { Attack, Reference } from './attack.js';
import { ATTACKS } from './table.js';

const INTRODUCTION = `# What is tried against it

Attacks on each interface and on all of them, and the tests that try them. Where the contract wants it otherwise, its
section is named, and the tests are of what it says. A test is named by its title as it stands in the file: \`%s\`,
\`$name\` and \`\${…}\` stand for the rows of its table.

This page is printed from the tables in \`test/contract/attacks/\`; after a change there, write it anew with
\`TEST_UPDATE_DOCS=1 npx vitest run --project unit test/contract/attacks\`. That test fails where a reference leads
nowhere, or an attack has no test.
`;

/** docs/attacks.md, whole. */
export function renderAttacks(): string {
  const sections = [...new Set(ATTACKS.map(({ on }) => on))].map((name) => {
    const attacks = ATTACKS.filter(({ on }) => on === name);
    return `\n## ${name}\n\n${attacks.map(renderAttack).join('')}`;
  });
  return `${INTRODUCTION}${sections.join('')}`;
}

function renderAttack({ attack, tests, overruled }: Attack): string {
  const note = overruled === undefined ? '' : `  - the contract, ${overruled}\n`;
  return [`- ${attack}\n`, note, ...tests.map(renderTest)].join('');
}

function renderTest({ file, title }: Reference): string {
  return `  - [${file.split('/').at(-1)?.replace(/\.ts$/, '')}](../${file}): ${title.replaceAll('_', '\\_')}\n`;
}
