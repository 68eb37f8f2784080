#!/usr/bin/env node
import { EXIT, OperatorError } from "./core/errors.ts";
import { visibleLines } from "./core/visible.ts";

const USAGE = `pi-ensemble: specialists for the Pi coding agent, with gates that are code.

Usage: pi-ensemble COMMAND [ARGUMENTS]

Commands:
  review [TARGET]   six lenses over the work in progress, a range, a commit or paths
  model             which model each role and lens uses, and picking another
  ping              every role and lens answers with the model it really got
  config            the configuration that counts, and where each value comes from
  policy            what a role may do, and what would become of a command line
  runs              what ran, what it cost, what was said

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
  ["model", async () => (await import("./cli/model.ts")).modelCommand],
  ["ping", async () => (await import("./cli/ping.ts")).pingCommand],
  ["config", async () => (await import("./cli/config.ts")).configCommand],
  ["policy", async () => (await import("./cli/policy.ts")).policyCommand],
  ["runs", async () => (await import("./cli/runs.ts")).runsCommand],
]);

const OLDEST_NODE = [22, 19] as const;

async function main(process: NodeJS.Process): Promise<number> {
  assertNode(process.versions.node);
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

function assertNode(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new OperatorError(
    "unavailable",
    `Node ${version} is too old`,
    `Use Node ${OLDEST_NODE.join(".")} or newer, as Pi does.`,
  );
}

/** A bug must not end with Node's own exit code 1, which would read as a verdict. */
function reportBug(error: unknown): void {
  process.stderr.write(
    visibleLines(`pi-ensemble: internal error\n${error instanceof Error ? error.stack : String(error)}\n`),
  );
  process.exitCode = EXIT.internal;
}

process.on("uncaughtException", (error) => {
  reportBug(error);
  process.exit();
});
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // Whoever read it has gone (`| head`): the work goes on and its exit code still counts.
    if (error.code !== "EPIPE") throw error;
  });
}

try {
  process.exitCode = await main(process);
} catch (error) {
  if (error instanceof OperatorError) {
    process.stderr.write(visibleLines(`pi-ensemble: ${error.message}\n  ${error.remedy}\n`));
    process.exitCode = error.exitCode;
  } else reportBug(error);
}
