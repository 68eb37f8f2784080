import { globsMeet, joinPath, pathPattern } from "./glob.ts";
import { type Access, guardedPatterns, secret } from "./guarded-names.ts";
import { ALLOWED, contained, judgePath } from "./paths.ts";
import { denied, doubt, type Policy, type Reason } from "./policy.ts";
import { judgeBelow, judgeTree, type TreeOptions } from "./trees.ts";
import type { Value } from "./words.ts";
import type { World } from "./world.ts";

/** Judges a word of a command as a path, in each folder where the command may run. */
export function judgeWord(
  value: Value,
  access: Access,
  policy: Policy,
  world: World,
  folders: readonly string[] | undefined,
  tree: Omit<TreeOptions, "folder"> | undefined,
): Reason {
  if (value.kind === "dynamic") return dynamic(value.text, access, policy);
  const anywhere = folders === undefined && !value.text.startsWith("/");
  if (anywhere) return dynamic(`${value.text}, in a folder that is not known,`, access, policy);
  let worst = ALLOWED;
  for (const folder of folders ?? [world.cwd]) {
    const reason =
      value.kind === "glob"
        ? judgeGlob(value, access, policy, world, folder, tree)
        : tree === undefined
          ? judgePath(value.text, access, policy, world, folder)
          : judgeTree(value.text, access, policy, world, { ...tree, folder });
    if (reason.decision === "deny") return reason;
    if (reason.decision === "ask") worst = reason;
  }
  return worst;
}

function judgeGlob(
  value: Value,
  access: Access,
  policy: Policy,
  world: World,
  folder: string,
  tree: Omit<TreeOptions, "folder"> | undefined,
): Reason {
  const slash = value.prefix.lastIndexOf("/");
  const base = slash < 0 ? "." : value.prefix.slice(0, slash + 1);
  const start = slash < 0 ? 0 : slash + 1;
  const rest = value.text.slice(start);
  const own = judgePath(base, access, policy, world, folder);
  if (own.decision === "deny") return own;
  if (own.decision === "ask") {
    const risky = rest
      .toLowerCase()
      .split("/")
      .some((segment) =>
        guardedPatterns(access, policy).some((name) => segmentMeets(segment, name, value.deep)),
      );
    return risky ? secret(value.text) : own;
  }
  if (rest.split("/").includes("..")) return dynamic(value.text, access, policy);
  const root = world.realpath(joinPath(folder, base));
  if (access === "write") {
    const outside = contained(root, value.text, access, policy, world);
    if (outside.decision !== "allow") return outside;
    if (tree !== undefined && root === world.workspace && /^(\*\*\/)*\*$/.test(rest)) {
      return denied("paths", `${value.text} is the whole workspace`, "name the files that you mean");
    }
  }
  const names = guardedPatterns(access, policy);
  const segments = rest.toLowerCase().split("/");
  const sources = access === "read" && SOURCE_FILE.test(rest);
  const telling = sources ? segments.slice(0, -1).filter((segment) => segment !== "**") : segments;
  const meets =
    (value.deep && access === "write") ||
    telling.some((segment) => names.some((name) => segmentMeets(segment, name, value.deep)));
  const matches = pathPattern(rest, value.deep);
  const parts = tree !== undefined;
  const endless = parts || value.deep || rest.includes("**");
  return judgeBelow(root, access, policy, world, {
    hidden: tree?.hidden ?? true,
    circles: segments.length,
    ...(meets || parts ? {} : { tooMany: ALLOWED }),
    bare: parts && access === "write",
    ...(endless ? {} : { depth: segments.length }),
    selects: (path, linked) =>
      (matches.test(path) ||
        (parts && !(linked && access === "write") && ancestors(path).some((above) => matches.test(above)))) &&
      (tree?.selects?.(path) ?? true),
  });
}

function segmentMeets(segment: string, name: string, deep: boolean): boolean {
  if (!deep && name.startsWith(".") && /^[*?[]/.test(segment)) return false;
  return globsMeet(segment, name);
}

function ancestors(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

function dynamic(text: string, access: Access, policy: Policy): Reason {
  const what = access === "read" ? "read" : "written";
  return {
    decision: doubt(policy),
    rule: "paths",
    because: `the path ${text} that would be ${what} cannot be known before it runs`,
    instead: "write the path out",
  };
}

/** Names of files that hold no secrets, whatever folder they stand in. */
const SOURCE_FILE =
  /\.(?:[cm]?[jt]sx?|py|rs|go|java|kt|rb|php|c|h|cc|cpp|hpp|cs|swift|scala|ex|exs|vue|svelte|css|scss|less|html|md|rst|snap|orig|svg)$/;
