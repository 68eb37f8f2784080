import { clearModel, listModels, setModel } from "../compose/models.ts";
import { noMoreThan, parseWords } from "../compose/words.ts";
import { EXIT, OperatorError } from "../core/errors.ts";
import { presentModelLines } from "../core/models/picks.ts";
import { outputSpace, print, surroundings } from "./surroundings.ts";

/** `pi-ensemble model`: shows, sets or clears the model of a role, a lens or everybody. */
export async function modelCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const { values, positionals } = parseWords(
    words,
    { json: { type: "boolean" }, cwd: { type: "string" }, help: { type: "boolean", short: "h" } },
    HELP,
  );
  if (values.help === true) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const where = surroundings(process, values.cwd);
  const json = values.json === true;
  const [action = "list", name, model] = positionals;
  switch (action) {
    case "list": {
      noMoreThan(1, positionals, HELP);
      const models = await listModels(where);
      print(
        process,
        json ? { json: { schema: 1, models } } : presentModelLines(models, outputSpace(process)),
      );
      return EXIT.done;
    }
    case "set": {
      noMoreThan(3, positionals, HELP);
      if (name === undefined || model === undefined) {
        throw new OperatorError(
          "usage",
          "set wants a name and a model",
          "pi-ensemble model set developer provider/id",
        );
      }
      const file = await setModel(where, name, model);
      print(
        process,
        json ? { json: { schema: 1, name, model, file } } : [`${name}: ${model}, saved in ${file}`],
      );
      return EXIT.done;
    }
    case "clear": {
      noMoreThan(2, positionals, HELP);
      if (name === undefined) {
        throw new OperatorError("usage", "clear wants a name", "pi-ensemble model clear developer");
      }
      const file = await clearModel(where, name);
      print(
        process,
        json ? { json: { schema: 1, name, model: null, file } } : [`${name}: no pick any more in ${file}`],
      );
      return EXIT.done;
    }
    default:
      throw new OperatorError(
        "usage",
        `There is no pi-ensemble model ${action}`,
        "There are list, set and clear.",
      );
  }
}

const HELP = "pi-ensemble model --help shows what can be written.";

const USAGE = `Usage: pi-ensemble model [list] [--json]
       pi-ensemble model set NAME MODEL [--json]
       pi-ensemble model clear NAME [--json]

Shows which model each role and lens uses and why, picks another one, or clears a pick.

NAME   a role, a lens, or default (everybody without a pick of their own)
MODEL  provider/id or provider/id:thinking; pi --list-models lists the ids. A model that Pi does not know or
       has no key for is refused.

The first of these that is there counts: --model of the call, the pick for the lens, the pick for the role, the
pick for all (default), PI_ENSEMBLE_MODEL_<ROLE>, PI_ENSEMBLE_MODEL, Pi's own default.

Options:
  --json       the result as JSON
  --cwd DIR    the project's folder
  --help       this text

Exit codes: 0 done, 64 wrong usage or a model that cannot be used, 69 something needed is missing.
`;
