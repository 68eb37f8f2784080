import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FINISH, PACKAGE_ROOT, startChildren } from "../children.ts";
import type { ModelScript } from "../model-server.ts";

/** Records the event streams in `fixtures/streams` anew: `node test/support/programs/record-streams.ts`. */
const LOOK = { text: "Let me look.", calls: [{ name: "ls", arguments: { path: "." } }] };
const FINDING = {
  path: "src/divide.ts",
  line: "3",
  severity: "HIGH",
  title: "Division by zero",
  scenario: "With n = 0 the mean of an empty list becomes NaN and is stored.",
  quote: "return sum / n;",
  confidence: 90,
  complete: true,
};

const SCRIPTS: Readonly<Record<string, ModelScript>> = {
  review: ({ turn }) =>
    turn === 1 ? LOOK : { calls: [{ name: "report_finding", arguments: FINDING }, ...FINISH.calls] },
  reminded: ({ turn }) => (turn === 1 ? { text: "looks good \u2028 to me" } : FINISH),
  "no-report": () => ({ text: "looks good" }),
  retried: ({ number }) =>
    number === 1 ? { status: 429, body: { error: { message: "slow down" } } } : FINISH,
  refused: () => ({ status: 401, body: { error: { message: "no such key" } } }),
  cut: () => ({ text: "I was about to", cut: true }),
  malformed: ({ turn }) => ({ calls: [{ name: "finish_review", arguments: { summary: `try ${turn}` } }] }),
  looping: () => LOOK,
  "other-model": () => ({ ...FINISH, model: "m2" }),
};

const folder = join(PACKAGE_ROOT, "fixtures/streams");
await mkdir(folder, { recursive: true });
for (const [name, script] of Object.entries(SCRIPTS)) {
  await using children = await startChildren(script, { retry: { attempts: 0, baseDelayMs: 0 } });
  await children.ask(name, "Review this change.\nLens: security\n");
  const stream = await readFile(join(children.dir, `${name}.jsonl`), "utf8");
  const portable = stream.replaceAll(children.dir, "/repository").replaceAll(PACKAGE_ROOT, "/package");
  await writeFile(join(folder, `${name}.jsonl`), portable);
}
