import { parsePingWords, runPing } from "../compose/ping.ts";
import { EXIT } from "../core/errors.ts";
import { pingLines } from "../core/ping/table.ts";
import { interruptible } from "./interruption.ts";
import { outputSpace, print, surroundings } from "./surroundings.ts";

/** `pi-ensemble ping`: every specialist answers with the model it really got. */
export async function pingCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const args = parsePingWords(words, "pi-ensemble ping --help shows what can be written.");
  if (args.help) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const { value: done, interrupted } = await interruptible(process, "ping", (shown) =>
    runPing(args, surroundings(process, args.cwd), shown),
  );
  if (done !== null) print(process, args.json ? { json: done } : pingLines(done, outputSpace(process)));
  if (interrupted) return EXIT.interrupted;
  return done.ok ? EXIT.done : EXIT.failed;
}

const USAGE = `Usage: pi-ensemble ping [--model MODEL] [--role NAME]... [--lens NAME]... [--timeout SECONDS] [--json]

Starts a real child for every role and for every lens that a review runs, each with the model that is configured
for it, asks one small question, and shows which model answered.

Options:
  --model MODEL      ask everybody with this model: provider/id or provider/id:thinking
  --role NAME        only this role or lens; may be said more than once
  --lens NAME        the same
  --timeout SECONDS  how long each may take (120)
  --json             the result as JSON
  --cwd DIR          the project's folder
  --help             this text

Verdicts: ok, other model answered, no answer, not authenticated, rate limited, provider error, no report (it
answered but did not call its tool), could not start, over budget, cancelled.

Exit codes: 0 all are ok, 1 at least one is not, 64 wrong usage or a model that cannot be used (nothing was started
then), 69 something needed is missing, 130 interrupted.
`;
