import type { Value } from "../words.ts";
import type { Effects, Use } from "./program.ts";

/** The grammar of the interpreter `name`; undefined when it is none. */
export function interpreterOf(name: string): Interpreter | undefined {
  const versioned = /^(python|pypy|perl|ruby|php|lua|node)[\d.]+$/.exec(name);
  const plain = versioned?.[1] ?? name;
  return Object.hasOwn(INTERPRETERS, plain) ? INTERPRETERS[plain] : undefined;
}

/** What an interpreter does: it runs a file, which is read, or code that nobody has judged. */
export function interpreted(name: string, args: readonly Value[], grammar: Interpreter): Effects {
  const none = { uses: [], stranger: false } as const;
  let script: Value | undefined;
  const left = [...args];
  let before = "";
  for (let arg = left.shift(); arg !== undefined; before = arg.text, arg = left.shift()) {
    if (arg.splits) return { ...none, hazards: [`${arg.text} may become code for ${name}`] };
    if (grammar.module?.test(arg.text) && !grammar.inline.test(arg.text))
      return { uses: [], hazards: [], stranger: true };
    if (grammar.inline.test(arg.text))
      return { ...none, hazards: [`${name} ${arg.text} runs code that is not judged`] };
    if (isOpenFile(arg.text)) return { ...none, hazards: [`${name} runs code that another command prints`] };
    if (
      /^(--version|-v|-V|--help|-h|--check|-c|--test|test|fmt|lint|run|install|add|task|compile|x|build)$/.test(
        arg.text,
      )
    ) {
      const code = arg.text.startsWith("-") || mayTakeValue(before) ? codeAmong(args, grammar) : inText(left);
      const hazards = code === undefined ? [] : [`${name} ${code} runs code that is not judged`];
      return { uses: [], hazards, stranger: true };
    }
    if (grammar.valued?.test(arg.text)) left.shift();
    else if (!arg.text.startsWith("-")) {
      const code = mayTakeValue(before) ? codeAmong(args, grammar) : undefined;
      if (code !== undefined) return { ...none, hazards: [`${name} ${code} runs code that is not judged`] };
      script = arg;
      break;
    }
  }
  if (script === undefined) {
    const informs =
      args.length > 0 && args.every((arg) => /^--?(version|help|v8-options|list|env)/.test(arg.text));
    return { ...none, hazards: informs ? [] : [`${name} runs code from standard input`], stranger: true };
  }
  return { uses: [{ access: "read", path: script }], hazards: [], stranger: true };
}

/** Whether it is standard input, or a file that is open already, in whatever way the folder is written. */
export function isOpenFile(path: string): boolean {
  return /^-$|(^|\/)(std(in|out|err)|fd\/\d+)$/.test(path);
}

/** The first operand behind a command of the interpreter, if it is code, or stands for what another command prints. */
function inText(args: readonly Value[]): string | undefined {
  const operand = args.find(({ text }) => text === "-" || !text.startsWith("-"));
  return operand && (/^data:/i.test(operand.text) || isOpenFile(operand.text)) ? operand.text : undefined;
}

/** The first option among these that gives code. */
export function codeAmong(args: readonly Value[], grammar: Interpreter): string | undefined {
  return args.find((arg) => grammar.inline.test(arg.text))?.text;
}

/** Whether the word behind an option may be its value, so that it is no script and more options may follow. */
function mayTakeValue(option: string): boolean {
  return option.startsWith("-") && !option.includes("=") && !FLAGS.test(option);
}

const FLAGS =
  /^-[uBsSbqvxidwU]+$|^--(no-|enable-|experimental-|inspect|watch$|expose|harmony|strip|throw|hot$|silent$|bun$)/;

/** The file that a shell runs. */
export function scriptOf(args: readonly Value[]): readonly Use[] {
  if (args.some((arg) => /^-[a-zA-Z]*[cs]/.test(arg.text))) return [];
  const file = args.find(
    (arg, index) => !/^[-+]/.test(arg.text) && !/^[-+][a-zA-Z]*[oO]/.test(args[index - 1]?.text ?? ""),
  );
  return file === undefined ? [] : [{ access: "read", path: file }];
}

/** The options by which an interpreter is given code, or is told to ask for it. */
export interface Interpreter {
  readonly inline: RegExp;
  readonly module?: RegExp;
  readonly valued?: RegExp;
}

const PYTHON: Interpreter = { inline: /^-[bBdEhIOPqsSuvVx]*[ci]/, module: /^-[bBdEhIOPqsSuvVx]*m/ };

const NODE: Interpreter = {
  inline: /^(-[a-z]*[ep][a-z]*|--eval|--print)(=|$)|^(-r|--require|--import|--loader|--experimental-loader)/,
  valued: /^(-C|--conditions|--env-file|--test-name-pattern|--test-reporter)$/,
};

/** Programs that run code which is given with these options. */
const INTERPRETERS: Readonly<Record<string, Interpreter>> = {
  node: NODE,
  nodejs: NODE,
  deno: { inline: /^eval$|^repl$/ },
  bun: { inline: /^(-e|-p|--eval|--print|-r|--preload)/ },
  tsx: { inline: /^(-e|-p|--eval|--print|-r|--require|--import)/ },
  "ts-node": { inline: /^(-[a-z]*[ep]|--eval|--print|-r|--require)/ },
  python: PYTHON,
  pypy: PYTHON,
  perl: { inline: /^-[a-zA-Z0-9]*[deEMIx]|^-[a-z]*[pni]/ },
  ruby: { inline: /^-[a-zA-Z]*[erI]|^-[a-z]*[pnix]/ },
  php: { inline: /^-[rBREd]|^--run|^-a$/ },
  lua: { inline: /^-[eli]/ },
  luajit: { inline: /^-[elj]/ },
  Rscript: { inline: /^-e/ },
  rscript: { inline: /^-e/ },
  r: { inline: /^-e/ },
  julia: { inline: /^-[eELp]|^--(eval|print|load)/ },
  elixir: { inline: /^-[er]|^--(eval|rpc-eval)/ },
  erl: { inline: /^-(eval|s|run)/ },
  scala: { inline: /^-e/ },
  groovy: { inline: /^-e/ },
  ghc: { inline: /^-e/ },
  runghc: { inline: /^-e/ },
  swipl: { inline: /^-g|^-t/ },
  sbcl: { inline: /^--(eval|load)/ },
  clojure: { inline: /^-e|^-M|^--eval/ },
  emacs: { inline: /^-?-(eval|execute|f|funcall|l|load|script)/ },
  osascript: { inline: /^-e/ },
  pwsh: { inline: /^-(c|command|e|encodedcommand)/i },
  powershell: { inline: /^-(c|command|e|encodedcommand)/i },
  expect: { inline: /^-c/ },
  tclsh: { inline: /^$/ },
  wish: { inline: /^$/ },
};
