import { matchesGlob } from "./paths/glob.ts";

/** What may become of a command. Deny beats ask beats allow. */
export type Decision = "allow" | "ask" | "deny";

/** Where a rule comes from, from the weakest to the strongest word. */
export type Layer = "role" | "project" | "user" | "built in";

/**
 * One rule, as people write it: words that are compared one by one with the words of a command. `*` inside a
 * word is any text, ` *` at the end any further words, a word that begins with `-` an option that may stand
 * anywhere. An allow rule must match the whole command; ask and deny rules also match when more words follow,
 * and find a word that begins with `*` anywhere behind the program.
 * `unless --option` at the end takes commands with that option out.
 */
export interface Rule {
  readonly decision: Decision;
  /** As it was written. */
  readonly text: string;
  /** For people: `role developer, @push`. */
  readonly origin: string;
  readonly layer: Layer;
  /** What to do instead, for the model. */
  readonly instead: string | undefined;
  readonly program: string;
  readonly operands: readonly string[];
  readonly options: readonly string[];
  readonly unless: readonly string[];
  readonly open: boolean;
}

/** A simple command, in the form in which rules see it. */
export interface Call {
  /** Its file name, in lower case. */
  readonly program: string;
  readonly options: readonly string[];
  readonly operands: readonly Operand[];
}

export interface Operand {
  readonly text: string;
  /** It stands right behind an option and may be that option's value. */
  readonly afterOption: boolean;
}

/** Reads a rule; a string names what is wrong with it. */
export function compileRule(
  text: string,
  from: {
    readonly decision: Decision;
    readonly origin: string;
    readonly layer: Layer;
    readonly instead?: string | undefined;
  },
): Rule | string {
  const words = splitRule(text);
  if (words === undefined) return `the rule ${JSON.stringify(text)} has an open quote`;
  if (words.includes("--")) return `the rule ${JSON.stringify(text)} holds "--", which rules do not see`;
  const at = words.indexOf("unless");
  const own = at < 0 ? words : words.slice(0, at);
  const unless = words.slice(own.length + 1).filter((word) => word !== "or");
  if (own.length < words.length && !(unless.length > 0 && unless.every(isOption))) {
    return `the rule ${JSON.stringify(text)} needs an option behind "unless"`;
  }
  const open = own.length > 1 && own.at(-1) === "*";
  const [program, ...rest] = open ? own.slice(0, -1) : own;
  if (program === undefined) return "an empty rule";
  if (program.startsWith("-")) return `the rule ${JSON.stringify(text)} does not begin with a program`;
  if (/[;&|<>`$()]/.test(program)) return `the rule ${JSON.stringify(text)} is not one simple command`;
  return {
    decision: from.decision,
    text,
    origin: from.origin,
    layer: from.layer,
    instead: from.instead,
    program: program.toLowerCase(),
    operands: rest.filter((word) => !isOption(word)),
    options: rest.filter(isOption),
    unless,
    open,
  };
}

/** Whether the rule speaks of this command. */
export function matchesRule(rule: Rule, call: Call): boolean {
  if (!matchesGlob(rule.program, call.program)) return false;
  if (rule.unless.some((option) => holds(option, call.options))) return false;
  return rule.decision === "allow" ? allowsAll(rule, call) : namesPart(rule, call);
}

/** Whether an option is given and not taken back by `--no-…`, in full or abbreviated. */
function holds(wanted: string, options: readonly string[]): boolean {
  return (
    hasOption(wanted, options, true) &&
    !options.some((option) => option.startsWith("--no-") && wanted.startsWith(`--${option.slice(5)}`))
  );
}

/** Ask and deny: the rule's words are found; where the grammar is not known, in doubt it matches. */
function namesPart(rule: Rule, call: Call): boolean {
  if (!rule.options.every((option) => hasOption(option, call.options, true))) return false;
  const words = [...call.options, ...call.operands.map((operand) => operand.text)];
  if (!rule.operands.every((wanted) => words.some((word) => matchesGlob(wanted, word)))) return false;
  const placed = rule.operands.filter((word) => !isAnywhere(word));
  return sequence(placed, call.operands, 0, 0);
}

function isAnywhere(word: string): boolean {
  return word.length > 1 && word.startsWith("*");
}

function sequence(wanted: readonly string[], operands: readonly Operand[], w: number, o: number): boolean {
  const word = wanted[w];
  if (word === undefined) return true;
  const operand = operands[o];
  if (operand === undefined) return false;
  if (matchesGlob(word, operand.text) && sequence(wanted, operands, w + 1, o + 1)) return true;
  return operand.afterOption && sequence(wanted, operands, w, o + 1);
}

/** Allow: nothing of the command is left over, unless the rule ends in ` *`. */
function allowsAll(rule: Rule, call: Call): boolean {
  if (!rule.options.every((option) => hasOption(option, call.options, false))) return false;
  const fits = rule.operands.every((word, index) => {
    const operand = call.operands[index];
    return operand !== undefined && matchesGlob(word, operand.text);
  });
  if (!fits) return false;
  if (rule.open) return true;
  if (call.operands.length > rule.operands.length) return false;
  return call.options.every((option) => rule.options.some((own) => optionMatches(own, option, false)));
}

function hasOption(wanted: string, options: readonly string[], loose: boolean): boolean {
  return options.some((option) => optionMatches(wanted, option, loose));
}

function optionMatches(wanted: string, option: string, loose: boolean): boolean {
  if (matchesGlob(wanted, option)) return true;
  if (option.startsWith("--")) return matchesGlob(wanted, option.replace(/=.*/s, ""));
  return loose && /^-[A-Za-z0-9]$/.test(wanted) && option.includes(wanted.slice(1));
}

function isOption(word: string): boolean {
  return word.startsWith("-") && word !== "-";
}

function splitRule(text: string): string[] | undefined {
  const words: string[] = [];
  for (const [word, single, double] of text.matchAll(/'([^']*)'|"([^"]*)"|\S+/g)) {
    const quoted = single ?? double;
    if (quoted === undefined && /['"]/.test(word)) return undefined;
    words.push(quoted ?? word);
  }
  return words;
}
