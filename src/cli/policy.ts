import {
  type Explanation,
  explainCommand,
  explanationJson,
  policyJson,
  policyLines,
  policyOf,
} from "../compose/policy.ts";
import { noMoreThan, parseWords } from "../compose/words.ts";
import { EXIT, OperatorError } from "../core/errors.ts";
import { explain } from "../core/policy/explain.ts";
import { quoted } from "../core/policy/words.ts";
import { visible, visibleJson } from "../core/visible.ts";
import { print, surroundings } from "./surroundings.ts";

/** `pi-ensemble policy`: what a role may do, and what would become of a command line. Nothing is run. */
export async function policyCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const { values, positionals } = parseWords(
    words,
    {
      role: { type: "string", short: "r" },
      cwd: { type: "string" },
      json: { type: "boolean" },
      stdin: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
    HELP,
  );
  if (values.help === true) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const [action, ...rest] = positionals;
  if (action !== "show" && action !== "explain") {
    const what = action === undefined ? "What is wanted is missing" : `There is no ${JSON.stringify(action)}`;
    throw new OperatorError("usage", `${what}: write policy show or policy explain`, HELP);
  }
  if (values.role === undefined)
    throw new OperatorError("usage", "The role is missing", `Write --role. ${HELP}`);
  const load = () => policyOf(values.role ?? "", surroundings(process, values.cwd));

  if (action === "show") {
    noMoreThan(0, rest, HELP);
    if (values.stdin === true) throw new OperatorError("usage", "policy show reads nothing", HELP);
    const policy = await load();
    print(process, values.json === true ? { json: policyJson(policy) } : policyLines(policy).map(visible));
    return EXIT.done;
  }
  if (values.stdin === true) {
    noMoreThan(0, rest, HELP);
    const policy = await load();
    for (const [index, line] of (await readAll(process.stdin)).split("\n").entries()) {
      if (line.trim() === "") continue;
      const explanation = explainCommand(commandIn(line, index + 1), policy);
      process.stdout.write(`${visibleJson(explanationJson(explanation))}\n`);
    }
    return EXIT.done;
  }
  const explanation = explainCommand(commandLine(rest), await load());
  if (values.json === true) print(process, { json: explanationJson(explanation) });
  else print(process, explanationLines(explanation).map(visible));
  return { allow: EXIT.done, ask: EXIT_ASK, deny: EXIT_DENY }[explanation.decision];
}

const EXIT_ASK = 1;
const EXIT_DENY = 2;

function explanationLines(explanation: Explanation): string[] {
  const { decision, rule, because, origin, commands } = explanation;
  return [
    ...(decision === "allow"
      ? [`allow: ${rule} (${origin})`, `Why: ${because}.`]
      : [`${decision}:`, ...explain(explanation).split("\n")]),
    ...(commands.length < 2 ? [] : ["", "Each command that could run:"]),
    ...(commands.length < 2
      ? []
      : commands.map((each) => `  ${each.decision.padEnd(5)} ${each.words.join(" ")}  [${each.rule}]`)),
  ];
}

/** One word is a command line; several are the words of one command. */
function commandLine(words: readonly string[]): string {
  const [only] = words;
  if (only === undefined) {
    throw new OperatorError("usage", "The command is missing", `Write it behind --, or use --stdin. ${HELP}`);
  }
  if (words.length === 1) return only;
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word))).join(" ");
}

/** The command line in a line of JSON: a text, or an object with the key `command`. */
function commandIn(line: string, number: number): string {
  try {
    const value: unknown = JSON.parse(line);
    const command = typeof value === "object" && value !== null && "command" in value ? value.command : value;
    if (typeof command === "string") return command;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new OperatorError(
    "usage",
    `Line ${number} of standard input is no command`,
    'Write one JSON text, or {"command": "…"}, on each line.',
  );
}

async function readAll(stdin: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

const HELP = "pi-ensemble policy --help shows what can be written.";

const USAGE = `Usage: pi-ensemble policy explain --role ROLE [--cwd DIR] [--json] -- COMMAND
       pi-ensemble policy explain --role ROLE [--cwd DIR] --stdin
       pi-ensemble policy show --role ROLE [--cwd DIR] [--json]

explain says what would become of a command line of this role, and why. Nothing is run. One word behind -- is a
command line ('git log | head'); several are the words of one command (git commit -m 'a b').
show prints the rules that count, each with its origin.

Options:
  --role ROLE  the role whose rules count
  --cwd DIR    where the command would run
  --json       the result as JSON
  --stdin      read command lines from standard input, one JSON text or {"command": "…"} on each line, and
               answer each with one line of JSON
  --help       this text

Exit codes of explain: 0 allow, 1 ask, 2 deny; with --stdin 0 when every line was answered.
64 wrong usage or rules that are not valid.
`;
