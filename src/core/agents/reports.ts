import { type Static, type TObject, type TProperties, type TSchema, Type } from "@sinclair/typebox";
import { Check, Errors } from "@sinclair/typebox/value";
import type { ReportedFinding } from "../review/finding.ts";
import { SEVERITIES } from "../review/severity.ts";
import type { Report } from "./run.ts";

/** A tool with which a child reports. */
export interface ReportTool {
  readonly name: string;
  /** For the model. */
  readonly description: string;
  readonly parameters: TSchema;
  /** Whether it ends the child. */
  readonly final: boolean;
}

/** Why a reporting tool's arguments were not accepted, one line for each violation. */
export interface ReportRefusal {
  readonly violations: readonly string[];
}

const text = (description: string) => Type.String({ minLength: 1, description });
const line = (description: string) => Type.Integer({ minimum: 1, description });
const path = () => text("Path of the file, relative to the repository's root");
const strings = (description: string) => Type.Array(Type.String({ minLength: 1 }), { description });
const closed = { additionalProperties: false } as const;

/**
 * The last field of every report. A call that was cut off and repaired lacks it, and so cannot pass for a whole one.
 */
const complete = Type.Literal(true, {
  description: "Always true. Write it last: it says that everything before it is whole.",
});

function report<P extends TProperties>(
  name: string,
  final: boolean,
  description: string,
  properties: P,
): Omit<ReportTool, "parameters"> & { readonly parameters: TObject<P & { complete: typeof complete }> } {
  return { name, final, description, parameters: Type.Object({ ...properties, complete }, closed) };
}

export const REPORT_FINDING = report(
  "report_finding",
  false,
  "Report one defect. Call it once for each defect, as soon as you are sure of it.",
  {
    path: path(),
    line: line("First line of the defect in the new version of the file; lines count from 1"),
    endLine: Type.Optional(line("Last line of the defect; the same as line when absent")),
    severity: Type.Enum(SEVERITIES, { description: "How bad it is" }),
    title: Type.String({ minLength: 1, maxLength: 120, description: "The defect in one line" }),
    scenario: text("What triggers it and what goes wrong then"),
    quote: text("The code, verbatim, from the lines that line and endLine name"),
    confidence: Type.Integer({ minimum: 0, maximum: 100, description: "How sure you are, 0 to 100" }),
    suggestion: Type.Optional(Type.String({ description: "Replacement for exactly those lines" })),
  },
);

export const FINISH_REVIEW = report(
  "finish_review",
  true,
  "The receipt of your review: call it last, once, whether or not you found anything. It ends your work.",
  {
    summary: text("What you looked at and what you conclude, in a few sentences"),
    examined: strings("The files that you examined"),
  },
);

const SUBMIT_RESEARCH = report(
  "submit_research",
  true,
  "Submit the result of your research. It ends your work.",
  {
    answer: text("The answer"),
    claims: Type.Array(
      Type.Object(
        {
          text: text("One claim of the answer"),
          sources: Type.Array(
            Type.Union([
              Type.Object({ path: path(), line: line("Line of the quote"), quote: text("Verbatim") }, closed),
              Type.Object({ url: text("Address of the page"), title: text("Title of the page") }, closed),
            ]),
            { minItems: 1, description: "Where the claim can be checked" },
          ),
        },
        closed,
      ),
    ),
    open_questions: strings("What could not be found out"),
  },
);

const SUBMIT_SPEC = report("submit_spec", true, "Submit the specification. It ends your work.", {
  decision: Type.Enum(["proceed", "proceed-with-assumptions", "park"]),
  reason: text("Why this decision"),
  spec: text("The specification, Markdown"),
  acceptance: strings("Criteria that can be checked"),
  assumptions: strings("What was assumed"),
  files: Type.Array(Type.Object({ path: path(), why: text("Why it matters") }, closed)),
});

const SUBMIT_CONSTRAINTS = report(
  "submit_constraints",
  true,
  "Submit what will go wrong unless it is taken care of. It ends your work.",
  {
    constraints: Type.Array(
      Type.Object(
        {
          risk: text("What will go wrong"),
          because: text("What in the code makes it likely"),
          check: text("How to see that it did not happen"),
        },
        closed,
      ),
      { maxItems: 7 },
    ),
  },
);

const SUBMIT_PLAN = report("submit_plan", true, "Submit the plan. It ends your work.", {
  workstreams: Type.Array(
    Type.Object(
      {
        title: text("Short title"),
        goal: text("What is true when it is done"),
        paths: strings("Files and folders it may change; no path stands in two workstreams"),
        tests: strings("Tests that show it"),
      },
      closed,
    ),
    { minItems: 1, maxItems: 6 },
  ),
});

const SUBMIT_WORK = report("submit_work", true, "Say that your work is finished. It ends your work.", {
  summary: text("What was changed and why"),
  notes: strings("What a reviewer should know"),
  unfinished: strings("What is not done"),
});

const SUBMIT_REFUTATION = report(
  "submit_refutation",
  true,
  "Submit whether the finding is refuted. It ends your work.",
  {
    finding: text("Id of the finding"),
    refuted: Type.Boolean({ description: "True only when code contradicts the finding" }),
    because: text("Why"),
    quote: Type.Optional(text("The code that contradicts the finding, verbatim")),
  },
);

export const PONG = report("pong", true, "Answer the roll call. It ends your work.", {});

/** Every reporting tool by its name. */
export const REPORT_TOOLS: ReadonlyMap<string, ReportTool> = new Map(
  [
    REPORT_FINDING,
    FINISH_REVIEW,
    SUBMIT_RESEARCH,
    SUBMIT_SPEC,
    SUBMIT_CONSTRAINTS,
    SUBMIT_PLAN,
    SUBMIT_WORK,
    SUBMIT_REFUTATION,
    PONG,
  ].map((tool) => [tool.name, tool]),
);

export type ReviewReceipt = Static<typeof FINISH_REVIEW.parameters>;
export type PlanReport = Static<typeof SUBMIT_PLAN.parameters>;

/** Checks a reporting tool's arguments: null when they are accepted. Parent and child both ask here. */
export function checkReport(name: string, value: unknown): ReportRefusal | null {
  const tool = REPORT_TOOLS.get(name);
  if (tool === undefined) return { violations: [`there is no reporting tool ${JSON.stringify(name)}`] };
  if (!Check(tool.parameters, value)) {
    const violations = Errors(tool.parameters, value).map((error) =>
      `${error.instancePath} ${error.message}`.trim(),
    );
    return { violations: violations.length > 0 ? violations : ["the arguments do not fit the schema"] };
  }
  const overlap = name === SUBMIT_PLAN.name ? overlappingPath(value as PlanReport) : null;
  return overlap === null
    ? null
    : { violations: [`/workstreams the path ${overlap} stands in two workstreams`] };
}

/** The findings among the accepted reports, in the order in which they were made. */
export function reportedFindings(reports: readonly Report[]): ReportedFinding[] {
  return reports.flatMap(({ tool, arguments: value }) => {
    if (tool !== REPORT_FINDING.name || !Check(REPORT_FINDING.parameters, value)) return [];
    const { complete: _complete, ...finding } = value;
    return [finding];
  });
}

/** The receipt among the accepted reports; null when the review was not finished. */
export function finalReceipt(reports: readonly Report[]): Omit<ReviewReceipt, "complete"> | null {
  for (const { tool, arguments: value } of reports) {
    if (tool !== FINISH_REVIEW.name || !Check(FINISH_REVIEW.parameters, value)) continue;
    return { summary: value.summary, examined: value.examined };
  }
  return null;
}

/** The first path that two workstreams both claim, directly or as a folder of the other's; null when there is none. */
function overlappingPath(plan: PlanReport): string | null {
  const claimed = plan.workstreams.map((stream) => stream.paths.map((each) => each.replace(/\/+$/, "")));
  for (const [index, paths] of claimed.entries()) {
    const others = claimed.slice(index + 1).flat();
    for (const mine of paths) {
      const clash = others.find(
        (other) => other === mine || other.startsWith(`${mine}/`) || mine.startsWith(`${other}/`),
      );
      if (clash !== undefined) return clash.length > mine.length ? clash : mine;
    }
  }
  return null;
}
