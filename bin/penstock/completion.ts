import { COMMON_OPTIONS, command, UsageError, type Command } from './command.ts';

/** What may come next: after which words, and which ones. */
type Next = { readonly after: string; readonly words: readonly string[] };

/** For every beginning of a command, its next words; for every command, its options. */
function nextWords(commands: readonly Command[]): { beginnings: Next[]; options: Next[] } {
  const beginnings = new Map<string, Set<string>>();
  for (const { words } of commands) {
    const parts = words.split(' ');
    for (const [index, part] of parts.entries()) {
      const after = parts.slice(0, index).join(' ');
      beginnings.set(after, (beginnings.get(after) ?? new Set()).add(part));
    }
  }
  return {
    beginnings: [...beginnings].map(([after, words]) => ({ after, words: [...words] })),
    options: commands.map(({ words: after, options = {} }) => ({
      after,
      words: Object.keys({ ...options, ...COMMON_OPTIONS }).map((name) => `--${name}`),
    })),
  };
}

/** Options after which comes a value, which is no word of a command. */
function withValue(commands: readonly Command[]): string[] {
  const all = [COMMON_OPTIONS, ...commands.map(({ options = {} }) => options)].flatMap((set) => Object.entries(set));
  return [...new Set(all.flatMap(([name, { type }]) => (type === 'string' ? [`--${name}`] : [])))];
}

/** Prints what may come next, after the words that were typed. Bash and zsh both understand it. */
function shellFunction(commands: readonly Command[]): string {
  const { beginnings, options } = nextWords(commands);
  const branch = (pattern: string, words: readonly string[]): string => `    ${pattern}) echo "${words.join(' ')}" ;;`;
  // From the longest on, because `case` takes the first that fits.
  const ofCommands = options.toSorted((one, other) => other.after.length - one.after.length);
  return `_penstock_next() {
  local current="$1" typed="" skip="" word; shift
  for word in "$@"; do
    if [ -n "$skip" ]; then skip=""; continue; fi
    case "$word" in
      ${withValue(commands).join('|')}) skip=1 ;;
      -*) ;;
      *) typed="$typed\${typed:+ }$word" ;;
    esac
  done
  [ -n "$skip" ] && return
  case "$current" in -*) case "$typed " in
${ofCommands.map(({ after, words }) => branch(`"${after} "*`, words)).join('\n')}
${branch(
  '*',
  Object.keys(COMMON_OPTIONS).map((name) => `--${name}`),
)}
  esac; return ;; esac
  case "$typed" in
${beginnings.map(({ after, words }) => branch(`"${after}"`, words)).join('\n')}
  esac
}`;
}

function bash(commands: readonly Command[]): string {
  return `# penstock completion bash > /etc/bash_completion.d/penstock
${shellFunction(commands)}
_penstock() {
  local current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$(_penstock_next "$current" "\${COMP_WORDS[@]:1:COMP_CWORD-1}")" -- "$current"))
}
complete -o default -F _penstock penstock
`;
}

function zsh(commands: readonly Command[]): string {
  return `#compdef penstock
# penstock completion zsh > "\${fpath[1]}/_penstock"
${shellFunction(commands)}
_penstock() {
  local found
  found="$(_penstock_next "\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}")"
  if [ -n "$found" ]; then compadd -- \${=found}; else _files; fi
}
if [ "\${funcstack[1]}" = _penstock ]; then _penstock "$@"; else compdef _penstock penstock; fi
`;
}

function fish(commands: readonly Command[]): string {
  const { beginnings, options } = nextWords(commands);
  const line = (condition: string, words: readonly string[]): string =>
    `complete -c penstock -n '${condition}' -a '${words.join(' ')}'`;
  return `# penstock completion fish > ~/.config/fish/completions/penstock.fish
function __penstock_typed
  set -l typed
  set -l skip ''
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"; set skip ''; continue; end
    switch $word
      case ${withValue(commands).join(' ')}
        set skip 1
      case '-*'
      case '*'
        set -a typed $word
    end
  end
  echo "$typed"
end
${beginnings.map(({ after, words }) => line(`test (__penstock_typed) = "${after}"`, words)).join('\n')}
${options.map(({ after, words }) => line(`string match -q "${after}*" -- (__penstock_typed)`, words)).join('\n')}
`;
}

const SCRIPTS: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

/** The script by which a shell completes the commands. */
export function completionScript(shell: string, commands: readonly Command[]): string {
  const script = SCRIPTS[shell];
  if (script === undefined) throw new UsageError(`There are scripts for ${Object.keys(SCRIPTS).join(', ')}.`);
  return script(commands);
}

export const completionCommands: readonly Command[] = [
  command({
    words: 'completion',
    args: ['bash|zsh|fish'],
    summary: 'prints the script by which your shell completes commands and options',
    async run({ args: [shell = ''], commands, out }) {
      out.line(completionScript(shell, commands).trimEnd());
    },
  }),
];
