import { answerRuns, parseRunsWords } from "../compose/runs.ts";
import { EXIT } from "../core/errors.ts";
import { outputSpace, print, surroundings } from "./surroundings.ts";

/** `pi-ensemble runs`: what ran, what it cost, what was said. */
export async function runsCommand(words: readonly string[], process: NodeJS.Process): Promise<number> {
  const request = parseRunsWords(words, "pi-ensemble runs --help shows what can be written.");
  if (request.help) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const answer = await answerRuns(request, surroundings(process, request.cwd));
  for (const warning of answer.warnings) process.stderr.write(`pi-ensemble: ${warning}\n`);
  print(process, request.json ? { json: answer.json } : answer.lines(outputSpace(process)));
  return EXIT.done;
}

const USAGE = `Usage: pi-ensemble runs [list] [--kind KIND] [--state STATE] [--verdict VERDICT] [--last N]
       pi-ensemble runs show ID
       pi-ensemble runs transcript ID [CHILD] [--full]
       pi-ensemble runs usage [--by role|lens|model|step|kind] [--kind KIND] [--last N]

What ran in this repository, what it cost, and what each child said. ID may be the beginning or the end of a run's
id, as long as only one fits.

Options:
  --kind KIND        only runs of a kind: review, ping
  --state STATE      only runs that are finished, running, interrupted or unknown
  --verdict VERDICT  only runs that ended with this verdict
  --last N           the newest N runs (20)
  --by KEY           a row for each role, lens, model, step or kind of run
  --full             whole prompts, answers and results instead of their first lines
  --json             the result as JSON
  --cwd DIR          the repository
  --help             this text

A price that Pi's catalogue does not have makes the cost unknown. p50 and p95 are of single children.

Exit codes: 0 done, 64 wrong usage or no such run, 69 something needed is missing.
`;
