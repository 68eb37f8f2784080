import { checkPermissions } from "../compose/guard.ts";
import { findPlace } from "../compose/place.ts";
import { noMoreThan, parseWords } from "../compose/words.ts";
import { configLines } from "../core/config/listing.ts";
import { EXIT } from "../core/errors.ts";
import { outputSpace, print, surroundings } from "./surroundings.ts";

/** `pi-ensemble config`: the configuration that counts, and where each value comes from. */
export async function configCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const { values, positionals } = parseWords(
    words,
    { json: { type: "boolean" }, cwd: { type: "string" }, help: { type: "boolean", short: "h" } },
    HELP,
  );
  if (values.help === true) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  noMoreThan(0, positionals, HELP);
  const { config } = await findPlace(surroundings(process, values.cwd));
  checkPermissions(config);
  print(
    process,
    values.json === true ? { json: { schema: 1, ...config } } : configLines(config, outputSpace(process)),
  );
  return EXIT.done;
}

const HELP = "pi-ensemble config --help shows what can be written.";

const USAGE = `Usage: pi-ensemble config [--json] [--cwd DIR]

Prints the configuration that counts, the origin of every value, and the project's values that do not count
because they are looser than yours.

Yours is ensemble.json in Pi's agent folder, the project's is .pi/ensemble.json; both are optional.

Options:
  --json       the result as JSON
  --cwd DIR    the project's folder
  --help       this text

Exit codes: 0 done, 64 a file that is not valid, 69 something needed is missing.
`;
