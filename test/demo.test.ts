import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCRIPT } from "../fixtures/demo/findings.ts";
import { buildRepository } from "../fixtures/demo/repository.ts";
import { demoReviewer } from "../fixtures/demo/script.ts";
import { checkReport } from "../src/core/agents/reports.ts";
import type { ReportedFinding } from "../src/core/review/finding.ts";
import { LENSES } from "../src/core/review/lens.ts";
import { mergeFindings } from "../src/core/review/merge.ts";
import type { Review } from "../src/core/review/review.ts";
import type { ModelAnswer, ModelRequest } from "./support/model-server.ts";

const run = promisify(execFile);
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "demo-"));
  await buildRepository(dir);
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe("the demonstration's repository", () => {
  it("is the same each time, down to the object ids", async () => {
    const again = join(dir, "..", `${basename(dir)}-again`);
    await buildRepository(again);
    const ids = ["rev-parse", "main", "customer-portal"];
    expect((await run("git", ids, { cwd: again })).stdout.trimEnd()).toBe(await git(...ids));
    await rm(again, { recursive: true });
  });

  it("holds committed, uncommitted and untracked work, and a rename", async () => {
    expect(await git("status", "--porcelain")).toBe(
      " M src/http/server.ts\n M src/http/webhooks.ts\n?? src/http/portal.ts",
    );
    const committed = await git("diff", "--find-renames", "--name-status", "main", "customer-portal");
    expect(committed).toMatch(/^R\d+\tsrc\/mail\/reminders.ts\tsrc\/jobs\/reminders.ts$/m);
    expect(committed).toContain("M\tpackage-lock.json");
  });
});

describe("the scripted reviewer", () => {
  it.each(LENSES)("looks, reports and signs as %s, with arguments that the tools accept", async (lens) => {
    const { looks, findings } = SCRIPT[lens];
    const answers = await conversation(lens, looks.length + findings.length + 1);
    const reports = answers
      .flatMap((answer) => answer.calls ?? [])
      .slice(looks.flatMap((look) => look.calls).length);
    expect(reports.map((call) => call.name)).toEqual([
      ...findings.map(() => "report_finding"),
      "finish_review",
    ]);
    for (const call of reports) expect(checkReport(call.name, call.arguments)).toBeNull();
  });

  it.each(LENSES)("looks at files that are there, as %s", async (lens) => {
    for (const { calls } of SCRIPT[lens].looks)
      for (const { name, arguments: values } of calls)
        if (name === "read") await readFile(join(dir, (values as { path: string }).path), "utf8");
    for (const path of SCRIPT[lens].receipt.examined) await readFile(join(dir, path), "utf8");
  });

  it("quotes what stands there, but for one quote that moved and one that it made up", async () => {
    const places = await Promise.all(LENSES.flatMap((lens) => SCRIPT[lens].findings).map(placeOf));
    expect(places.filter((place) => place.at === "moved").map((place) => place.title)).toEqual([
      "Two customer queries for every overdue invoice instead of one for all",
    ]);
    expect(places.filter((place) => place.at === "nowhere").map((place) => place.title)).toEqual([
      "The cache of statements is never emptied",
    ]);
  });

  it("words two defects differently as two lenses, and they are joined; nothing else is", () => {
    const findings = LENSES.flatMap((lens) =>
      SCRIPT[lens].findings.map((finding) => ({
        ...finding,
        lens,
        endLine: finding.endLine ?? finding.line,
        anchor: "exact" as const,
        inDiff: true,
      })),
    );
    const joined = mergeFindings(findings).filter((finding) => finding.duplicates > 0);
    expect(joined.map(({ path, severity, lenses }) => ({ path, severity, lenses }))).toEqual([
      { path: "src/http/webhooks.ts", severity: "CRITICAL", lenses: ["error-handling", "architecture"] },
      { path: "src/db/invoices.ts", severity: "HIGH", lenses: ["error-handling", "simplicity"] },
    ]);
  });

  it("says the same each time, and that it is a script when there is no lens", async () => {
    expect(await conversation("security", 6)).toEqual(await conversation("security", 6));
    const [answer] = await conversation("taste", 1);
    expect(answer?.text).toContain("I am a script");
  });
});

describe("npm run demo", () => {
  it("reviews the change with real children, and ends with 0 because a verdict was reached", async () => {
    const start = fileURLToPath(new URL("../fixtures/demo/start.mjs", import.meta.url));
    const temp = join(dir, "..", `${basename(dir)}-run`);
    await mkdir(temp);
    const { stdout, stderr } = await run(process.execPath, [start, "--json"], {
      env: { ...process.env, TMPDIR: temp },
    });
    const review = JSON.parse(stdout) as Review;
    expect(review.verdict).toBe("CRITICAL_ISSUES_FOUND");
    expect(review.lenses.map(({ status }) => status)).toEqual(LENSES.map(() => "done"));
    expect(review.findings).toHaveLength(LENSES.flatMap((lens) => SCRIPT[lens].findings).length - 2);
    expect(review.findings.filter(({ anchor }) => anchor === "moved").map(({ line }) => line)).toEqual([13]);
    expect(review.findings.filter(({ anchor }) => anchor === "unanchored")).toHaveLength(1);
    expect(review.findings.filter(({ inDiff }) => !inDiff).map(({ path }) => path)).toContain(
      "src/mail/mailer.ts",
    );
    expect(stderr).toMatch(/SCRIPTED model, not a real one/);
    expect(stderr).toMatch(/CRITICAL_ISSUES_FOUND, exit code 2; .* its own is 0\.\n$/);
    expect((await readdir(temp)).filter((name) => name.startsWith("pi-ensemble-demo-"))).toEqual([]);
    await rm(temp, { recursive: true });
  });

  it("installs on every platform: the lock file names each optional package", async () => {
    const lock = JSON.parse(await readFile(new URL("../package-lock.json", import.meta.url), "utf8")) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) =>
          !(`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

async function git(...words: string[]): Promise<string> {
  const { stdout } = await run("git", words, { cwd: dir });
  return stdout.trimEnd();
}

async function conversation(lens: string, turns: number): Promise<ModelAnswer[]> {
  const script = demoReviewer(0);
  const answers: ModelAnswer[] = [];
  for (let turn = 1; turn <= turns; turn++) {
    const request: ModelRequest = {
      number: turn,
      headers: {},
      model: "demo-reviewer",
      messages: [],
      tools: [],
      prompt: `Lens: ${lens}`,
      lens,
      turn,
      body: {},
    };
    const { after, ...answer } = (await script(request)) as ModelAnswer;
    await after;
    answers.push(answer);
  }
  return answers;
}

async function placeOf({ path, line, quote, title }: ReportedFinding) {
  const content = await readFile(join(dir, path), "utf8");
  const rest = content
    .split("\n")
    .slice(line - 1)
    .join("\n");
  const at = rest.startsWith(quote) ? "exact" : content.includes(quote) ? "moved" : "nowhere";
  return { title, at };
}
