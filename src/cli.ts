#!/usr/bin/env node
import { EXIT, OperatorError } from "./core/errors.ts";

const USAGE = `pi-ensemble: specialists for the Pi coding agent, with gates that are code.

Usage: pi-ensemble COMMAND [ARGUMENTS]

Commands:
  review [TARGET]   six lenses over the work in progress, a range, a commit or paths

  pi-ensemble COMMAND --help says more about each.

Options:
  --version         print the version
  --help            print this text

Exit codes of review: 0 approved, 1 issues found, 2 critical issues found, 3 review incomplete,
64 wrong usage, 69 something needed is missing, 70 internal error, 130 interrupted.
`;

/** A command of the shell: takes its own arguments, gives its exit code. Loaded when it is called. */
type Command = (words: readonly string[], streams: NodeJS.Process) => Promise<number>;

const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ["review", async () => (await import("./cli/review.ts")).reviewCommand],
]);

async function main(process: NodeJS.Process): Promise<number> {
  const [name, ...rest] = process.argv.slice(2);
  if (name === "--version" || name === "-V") {
    const { packageVersion } = await import("./adapters/package.ts");
    process.stdout.write(`${await packageVersion()}\n`);
    return EXIT.approved;
  }
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(USAGE);
    return EXIT.approved;
  }
  const load = name === undefined ? undefined : COMMANDS.get(name);
  if (load === undefined) {
    const what = name === undefined ? "A command is missing" : `There is no command ${JSON.stringify(name)}`;
    throw new OperatorError("usage", what, "pi-ensemble --help lists the commands.");
  }
  return (await load())(rest, process);
}

try {
  process.exitCode = await main(process);
} catch (error) {
  if (error instanceof OperatorError) {
    process.stderr.write(`pi-ensemble: ${error.message}\n  ${error.remedy}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `pi-ensemble: internal error\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = EXIT.internal;
  }
}
