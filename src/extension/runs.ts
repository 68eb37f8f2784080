import type { ExtensionAPI, ExtensionCommandContext } from "@earendil-works/pi-coding-agent";
import type { Choice } from "../adapters/deck/picker.ts";
import type { Surroundings } from "../compose/place.ts";
import type { RunsRequest } from "../compose/runs.ts";
import type { ListedRun } from "../core/runs/listing.ts";
import { giveAnswer } from "./answer.ts";
import { surroundings, wordsOf } from "./surroundings.ts";
import { complain, tell } from "./tell.ts";

/** The `/runs` command: without words a person walks through runs, children and transcripts. */
export async function runRunsCommand(
  pi: ExtensionAPI,
  text: string,
  ctx: ExtensionCommandContext,
): Promise<void> {
  try {
    const words = wordsOf(text);
    const { answerRuns, parseRunsWords } = await import("../compose/runs.ts");
    const request = parseRunsWords(words, HELP);
    if (request.help) return tell(ctx, HELP);
    const where = await surroundings(ctx);
    if (request.action === "list" && ctx.hasUI) return await walk(pi, ctx, where, request);
    const answer = await answerRuns(request, where);
    for (const warning of answer.warnings) tell(ctx, warning, "warning");
    await giveAnswer(pi, ctx, { ...answer, title: words.join(" ") });
  } catch (error) {
    complain(ctx, error);
  }
}

const HELP =
  "/runs [list] [--kind KIND] [--state STATE] [--verdict VERDICT] [--last N], /runs show ID, " +
  "/runs transcript ID [CHILD] [--full], /runs usage [--by role|lens|model|step|kind].";

async function walk(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  where: Surroundings,
  request: RunsRequest,
): Promise<void> {
  const [{ readRuns }, { findPlace }, { filterRuns, runFacts }, { pickFrom }] = await Promise.all([
    import("../compose/runs.ts"),
    import("../compose/place.ts"),
    import("../core/runs/listing.ts"),
    import("../adapters/deck/picker.ts"),
  ]);
  let selected = 0;
  for (;;) {
    const { runs, warnings } = await readRuns((await findPlace(where)).store);
    for (const warning of warnings) tell(ctx, warning, "warning");
    const listed = filterRuns(runs, request.filter);
    if (listed.length === 0) return tell(ctx, "There is no such run.");
    const choices = listed.map((run, index): Choice<number> => {
      const [outcome, ...facts] = runFacts(run);
      return {
        value: index + 1,
        label: run.id,
        facts: [outcome ?? "", run.kind, ...facts],
        detail: [run.kind, ...facts].join(" · "),
      };
    });
    const usage: Choice<number> = {
      value: 0,
      label: "usage",
      facts: ["p50 and p95 per role"],
      detail: `What the children of these ${listed.length} runs used.`,
    };
    const chosen = await pickFrom(ctx, { title: "Runs", choices: [...choices, usage], selected });
    if (chosen === undefined) return;
    if (chosen === 0) await show(pi, ctx, where, { ...request, action: "usage" });
    const run = listed[chosen - 1];
    if (run !== undefined) await walkRun(pi, ctx, where, request, run);
    selected = chosen === 0 ? choices.length : chosen - 1;
    if (ctx.mode !== "tui") return;
  }
}

async function walkRun(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  where: Surroundings,
  request: RunsRequest,
  run: ListedRun,
): Promise<void> {
  const [{ childFacts }, { pickFrom }] = await Promise.all([
    import("../core/runs/listing.ts"),
    import("../adapters/deck/picker.ts"),
  ]);
  let selected = 0;
  for (;;) {
    const overview: Choice<number> = {
      value: 0,
      label: "overview",
      facts: [],
      detail: "The whole run as a table.",
    };
    const choices = run.children.map(
      (child, index): Choice<number> => ({
        value: index + 1,
        label: child.id,
        facts: childFacts(child),
        detail: child.detail ?? "Opens what was said.",
      }),
    );
    const chosen = await pickFrom(ctx, { title: `Run ${run.id}`, choices: [overview, ...choices], selected });
    if (chosen === undefined) return;
    selected = chosen;
    const child = run.children[chosen - 1];
    await show(
      pi,
      ctx,
      where,
      child === undefined
        ? { ...request, action: "show", run: run.id }
        : { ...request, action: "transcript", run: run.id, child: child.id },
    );
    if (ctx.mode !== "tui") return;
  }
}

async function show(
  pi: ExtensionAPI,
  ctx: ExtensionCommandContext,
  where: Surroundings,
  request: RunsRequest,
): Promise<void> {
  const { answerRuns } = await import("../compose/runs.ts");
  const answer = await answerRuns(request, where);
  const title = [request.action, request.run, request.child].filter((part) => part !== undefined).join(" ");
  await giveAnswer(pi, ctx, { ...answer, title });
}
