import { denied, doubt, type Policy, type Reason } from "../policy.ts";
import type { Value } from "../words.ts";
import type { World } from "../world.ts";
import { globsMeet, pathPattern } from "./glob.ts";
import { type Access, guardedPatterns, secret } from "./guarded-names.ts";
import { ALLOWED, absolutePath, judgePath } from "./paths.ts";
import { judgeBelow, judgeTree, type TreeOptions } from "./trees.ts";

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
  const above = value.prefix.split("/").slice(0, -1);
  const base = above.length === 0 ? "." : `${above.join("/")}/`;
  const segments = value.text.split("/").slice(above.length);
  const own = judgePath(base, access, policy, world, folder);
  if (own.decision === "deny") return own;
  const guarded = guardedPatterns(access, policy);
  const mayMeet = (segment: string): boolean =>
    guarded.some((name) => globsMeet(segment.toLowerCase(), name));
  if (own.decision === "ask") return segments.some(mayMeet) ? secret(value.text) : own;
  if (segments.some((one, index) => climbs(one, tree !== undefined || index + 1 < segments.length)))
    return dynamic(value.text, access, policy);
  const rest = segments.join("/");
  const root = world.realpath(absolutePath(base, folder, world));
  if (access === "write" && tree !== undefined && root === world.workspace && /^(\*\*\/)*\*$/.test(rest))
    return denied("paths", {
      because: `${value.text} is the whole workspace`,
      instead: "name the files that you mean",
    });
  const telling = SOURCE_FILE.test(rest) ? segments.slice(0, -1).filter((one) => one !== "**") : segments;
  const matches = pathPattern(rest, value.deep);
  return judgeBelow(root, access, policy, world, {
    ...tree,
    links: tree !== undefined && access === "write" ? "named" : "followed",
    circles: segments.length,
    ...(tree === undefined && access === "read" && !telling.some(mayMeet) ? { tooMany: ALLOWED } : {}),
    ...(tree === undefined && !value.deep && !segments.includes("**") ? { depth: segments.length } : {}),
    selects: (path, linked) => {
      const named = tree === undefined || (linked && access === "write") ? [path] : prefixes(path);
      return named.some((one) => matches(one)) && (tree?.selects?.(path) ?? true);
    },
  });
}

/** Whether a part of a pattern leads upwards; before version 5.2 of bash, `.*` and `.?` also match `..`. */
function climbs(segment: string, entered: boolean): boolean {
  return segment === ".." || (entered && /^\\?\./.test(segment) && globsMeet(segment, ".."));
}

/** A path, and the folders in which it stands. */
function prefixes(path: string): readonly string[] {
  const segments = path.split("/");
  return segments.map((_, index) => segments.slice(0, index + 1).join("/"));
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
