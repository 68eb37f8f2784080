import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import type { Answer } from "../core/agents/lifeline.ts";
import { codeOf, OperatorError } from "../core/errors.ts";
import { CHOICES, choicesFor, questionText } from "../core/policy/question.ts";
import type { Approvals, Question } from "../ports.ts";

/**
 * Shows a question and gives the choice that was made; undefined when there was none, because the person turned away or
 * the signal was aborted.
 */
export type Choose = (
  title: string,
  choices: readonly string[],
  limits: { readonly signal: AbortSignal; readonly timeout: number },
) => Promise<string | undefined>;

/** How long a person has for an answer, in milliseconds. */
const LIMIT_MS = 5 * 60_000;

/**
 * Asks a person, one question after the other. "For this run" is remembered here, "for this project" in `saved`, and a
 * question that was answered in that way is not asked again.
 */
export function openApprovals(options: {
  readonly choose: Choose;
  readonly saved: SavedApprovals | null;
  readonly limitMs?: number;
}): Approvals {
  const { choose, saved, limitMs = LIMIT_MS } = options;
  const thisRun = new Set<string>();
  const oneAtATime = pLimit(1);

  function known(question: Question, offered: readonly Answer[]): Answer | undefined {
    if (offered.includes("project") && saved?.has(question) === true) return "project";
    return offered.includes("run") && thisRun.has(keyOf(question)) ? "run" : undefined;
  }

  async function ask(question: Question, ended: AbortSignal): Promise<Answer> {
    if (ended.aborted) return "unanswered";
    const choices = choicesFor(question, saved !== null);
    const offered = choices.flatMap((choice) => CHOICES.get(choice) ?? []);
    const before = known(question, offered);
    if (before !== undefined) return before;
    const time = AbortSignal.timeout(limitMs);
    const signal = AbortSignal.any([time, ended]);
    const choice = await choose(questionText(question), choices, { signal, timeout: limitMs });
    if (signal.aborted) return "unanswered";
    const answer = offered.find((each) => each === CHOICES.get(choice ?? "")) ?? "denied";
    if (answer === "run" || answer === "project") thisRun.add(keyOf(question));
    if (answer !== "project" || saved === null) return answer;
    // What cannot be kept for the project is a yes for this run all the same.
    return await saved.add(question).then(
      () => answer,
      () => "run",
    );
  }

  return {
    // A dialog that fails is one that nobody can answer.
    ask: (question, ended) => oneAtATime(() => ask(question, ended).catch((): Answer => "nobody")),
  };
}

/** What was approved for one project, once and for all. */
export interface SavedApprovals {
  has(question: Question): boolean;
  add(question: Question): Promise<void>;
}

const approval = z.strictObject({ role: z.string(), tool: z.string(), command: z.string() });
const fileSchema = z.strictObject({
  schema: z.literal(1),
  projects: z.record(z.string(), z.array(approval)),
});

type ApprovalsFile = z.output<typeof fileSchema>;

/**
 * Reads what was approved for the repository whose common git directory is `gitDir`. The file stands in Pi's agent folder,
 * where neither the repository nor a child can write. Throws an OperatorError when it is not valid.
 */
export async function openSavedApprovals(agentDir: string, gitDir: string): Promise<SavedApprovals> {
  const file = join(agentDir, "ensemble-approvals.json");
  const project = await identityOf(gitDir);
  const keys = new Set(((await readApprovals(file)).projects[project] ?? []).map(keyOf));
  return {
    has: (question) => keys.has(keyOf(question)),
    async add(question) {
      const { role, tool, command } = question;
      keys.add(keyOf(question));
      await mkdir(agentDir, { recursive: true, mode: 0o700 });
      await locked(file, async (isLost) => {
        const { projects } = await readApprovals(file);
        const list = [...(projects[project] ?? []), { role, tool, command }];
        await replace(file, { schema: 1, projects: { ...projects, [project]: list } }, isLost);
      });
    },
  };
}

/** The git directory, told from one that is made at the same place later. */
async function identityOf(gitDir: string): Promise<string> {
  const { ino, birthtimeMs } = await stat(gitDir);
  return `${gitDir} (${ino}, ${new Date(birthtimeMs).toISOString()})`;
}

async function readApprovals(file: string): Promise<ApprovalsFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { schema: 1, projects: {} };
    throw error;
  }
  const parsed = fileSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new OperatorError(
    "invalid-configuration",
    `${file} is not a list of approvals`,
    "Correct it, or remove it: questions are then asked again.",
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function locked(file: string, work: (isLost: () => boolean) => Promise<void>): Promise<void> {
  const { lock } = await import("proper-lockfile");
  let lost = false;
  const release = await lock(file, {
    realpath: false,
    stale: 3000,
    retries: { retries: 100, minTimeout: 20, maxTimeout: 60 },
    // Without it the loss is thrown from a timer, which ends the process that the user sits at.
    onCompromised: () => {
      lost = true;
    },
  });
  try {
    await work(() => lost);
  } finally {
    if (!lost) await release();
  }
}

async function replace(file: string, value: ApprovalsFile, isLost: () => boolean): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString("hex")}.tmp`;
  const handle = await open(temporary, "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await handle.sync();
    if (isLost()) throw new Error(`the lock of ${file} was lost to another process`);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

function keyOf({ role, tool, command }: z.output<typeof approval>): string {
  return JSON.stringify([role, tool, command]);
}
