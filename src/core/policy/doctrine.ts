import { judgeCommand } from "./judge.ts";
import { baseName } from "./paths/glob.ts";
import { buildPolicy, type Permissions } from "./permissions.ts";
import type { World } from "./world.ts";

/** What only the gates do, wherever on a command line it stands. What gives up or only shows is not that. */
const GATED: readonly string[] = [
  "git commit unless --dry-run",
  "git am unless --abort or --quit or --show-current-patch",
  ...["cherry-pick", "revert", "merge"].map((command) => git(`${command} unless --abort or --quit`)),
  ...["commit-tree", "pull", "fast-import", "subtree add", "subtree merge", "subtree pull"].map(git),
  "git push unless --dry-run",
  ...["send-pack", "http-push", "svn dcommit", "lfs push", "subtree push", "remote-*"].map(git),
  "gh pr merge",
  "glab mr merge",
  "glab mr accept",
  ...["am", "cherry-pick", "commit", "merge", "pull", "push", "revert"].map((command) => `hub ${command}`),
  ...["pulls", "pull", "pr"].flatMap((pulls) => [`tea ${pulls} merge`, `tea ${pulls} m`]),
  ...["update-ref", "fetch --refspec", "fetch --update-head-ok", "citool", "gui citool"].map(git),
  ...["npm", "pnpm", "yarn"].map((name) => `${name} version`),
  "gh alias set",
  "gh alias import",
];

/** Addresses of GitHub's and GitLab's interface that merge, commit or move a branch when they are written to. */
const GATED_ADDRESS =
  /(?:^|\/)(?:pulls\/[^/]+\/merge|merge_requests\/[^/]+\/merge|merges|git\/refs(?:\/.*)?|contents\/.*)\/*$/;

const GATED_MUTATION =
  /\b(?:mergePullRequest|enablePullRequestAutoMerge|enqueuePullRequest|mergeBranch|createCommitOnBranch|createRef|updateRefs?)\b/;

/** Options of `gh api` that send something, which makes it a POST unless another method is named. */
const SENDS = /^(?:-[a-zA-Z]*[fF]|--(?:raw-field|field|form|input))/;

const NONE = { protected: [], secret: [], readable: [], writable: [] };

const PERMISSIONS: Permissions = {
  otherwise: "allow",
  bash: { allow: [], ask: [], deny: GATED },
  paths: NONE,
};

/**
 * Why the project manager may not run a command line while the doctrine is in force; null when it may. Only committing,
 * pushing and merging are looked for: everything else is the user's session and none of our business.
 */
export function gatedCommand(line: string, world: World): string | null {
  const built = buildPolicy("project-manager", [
    { layer: "role", origin: "the doctrine", permissions: PERMISSIONS },
  ]);
  if (!built.ok) throw new Error(built.problems.join("; "));
  const { commands } = judgeCommand(line, built.policy, world);
  const gated = commands.find(
    ({ rule, words }) =>
      GATED.includes(rule) ||
      writesByInterface(words) ||
      handedOn(words).some((text) => gatedCommand(text, world) !== null),
  );
  if (gated === undefined) return null;
  return [
    `Not run: "${gated.words.slice(0, 3).join(" ")}" is what a gate does in a session of pi-ensemble, not the model.`,
    "Why: what is committed, pushed and merged is what was reviewed, and code sees to that.",
    "Instead: /review shows whether the work is ready; the user can type the command after an exclamation mark.",
  ].join("\n");
}

/** Command lines that git is told to run: in each submodule, between the commits of a rebase, to try out a commit. */
function handedOn(words: readonly string[]): readonly string[] {
  const [program = "", ...rest] = words;
  if (baseName(program) !== "git") return [];
  if (rest.includes("rebase"))
    return rest.flatMap((word, at) => {
      const [, given] = /^(?:-[a-z]*x|--exec)=?(.*)$/s.exec(word) ?? [];
      return given === undefined ? [] : [given === "" ? (rest[at + 1] ?? "") : given];
    });
  const verb = rest.includes("submodule") ? "foreach" : rest.includes("bisect") ? "run" : undefined;
  if (verb === undefined || !rest.includes(verb)) return [];
  const behind = rest.slice(rest.indexOf(verb) + 1);
  return [behind.slice(behind.findIndex((word) => !word.startsWith("-"))).join(" ")];
}

/** Whether it speaks to the interface of a forge, and merges, commits or moves a branch, or may do so. */
function writesByInterface(words: readonly string[]): boolean {
  const [program = "", ...rest] = words;
  const name = baseName(program);
  const own = FORGES.has(name) && rest.includes("api");
  if (!own && !WEB.has(name)) return false;
  if (rest.some((word) => GATED_MUTATION.test(word))) return true;
  if (rest.some((word) => /(?:^|\/)graphql\/*$/.test(word)) && rest.some((word) => UNKNOWN_BODY.test(word)))
    return true;
  return rest.some((word) => GATED_ADDRESS.test(decoded(word))) && (own ? !reads(rest) : sends(rest));
}

const FORGES = new Set(["gh", "hub", "glab"]);
const WEB = new Set(["curl", "wget", "http", "https", "xh", "xhs"]);

/** What a query is read from: a file, or standard input. */
const UNKNOWN_BODY =
  /^(?:-[a-zA-Z]*[Fd]|--field=|--data[a-z-]*=)?(?:query=)?@|^--input|^--(?:post|body)-file/;

function decoded(word: string): string {
  return word
    .replace(/[?#].*/, "")
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function reads(words: readonly string[]): boolean {
  for (const [index, word] of words.entries()) {
    const method = /^(?:-[a-zA-Z]*X|--method)=?(.*)/.exec(word)?.[1];
    if (method !== undefined) return (method === "" ? words[index + 1] : method)?.toUpperCase() === "GET";
  }
  return !words.some((word) => SENDS.test(word));
}

/** Whether a program of the web is told to do more than fetch. */
function sends(words: readonly string[]): boolean {
  return words.some(
    (word) =>
      METHODS.has(word.toUpperCase()) ||
      /^-[a-zA-Z]*[dFTX]|^--(?:req|method|data|form|json|up|post|body)|^[\w.-]+:?=/.test(word),
  );
}

const METHODS = new Set(["PUT", "POST", "PATCH", "DELETE"]);

function git(command: string): string {
  return `git ${command}`;
}
