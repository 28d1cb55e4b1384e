import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../bin/penstock/commands.ts';
import { completionScript } from '../../bin/penstock/completion.ts';

/** What bash offers after these words; the last one is being typed. */
function bashOffers(...words: string[]): string[] {
  const script = `${completionScript('bash', COMMANDS)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _penstock; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const offered = execFileSync('bash', ['-c', script, 'bash', 'penstock', ...words], { encoding: 'utf8' });
  return offered.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  test('offers nouns, and those that begin so', () => {
    expect(bashOffers('')).toEqual(expect.arrayContaining(['sources', 'destinations', 'login', 'replay']));
    expect(bashOffers('so')).toEqual(['sources']);
  });

  test('offers the verbs of a noun', () => {
    expect(bashOffers('sources', 're')).toEqual(['revoke-address', 'requests', 'revoke-key']);
    expect(bashOffers('replay', '')).toEqual(['list', 'create', 'show', 'pause', 'resume', 'cancel']);
    expect(bashOffers('oauth-clients', '')).toEqual(['list', 'create', 'set', 'delete']);
    expect(bashOffers('grants', '')).toEqual(['list', 'create', 'revoke']);
  });

  test('offers the options of a command, and of every command', () => {
    expect(bashOffers('replay', 'create', '--d')).toEqual(['--destination', '--dry-run']);
    expect(bashOffers('sources', 'list', '--')).toContain('--json');
    expect(bashOffers('--pro')).toEqual(['--profile']);
  });

  test('takes the value of an option for no word', () => {
    expect(bashOffers('--url', 'sources', 'so')).toEqual(['sources']);
    expect(bashOffers('sources', '--url', '')).toEqual([]);
    expect(bashOffers('sources', '--json', 'li')).toEqual(['list']);
  });

  test('leaves files to bash where a file is wanted', () => {
    expect(bashOffers('plan', '')).toEqual([]);
  });
});

describe('completion in other shells', () => {
  test.each(['zsh', 'fish'])('%s knows every command', (shell) => {
    const script = completionScript(shell, COMMANDS);

    const missing = COMMANDS.filter(({ words }) => !words.split(' ').every((word) => script.includes(word)));

    expect(missing).toEqual([]);
  });

  test('there are no more', () => {
    expect(() => completionScript('tcsh', COMMANDS)).toThrow('There are scripts for bash, zsh, fish.');
  });
});
