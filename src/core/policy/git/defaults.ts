import { fixed, type Value } from "../words.ts";
import type { GitArguments } from "./arguments.ts";

/** Writes down what git would do by default, so that rules can name it. */
export function explicit(
  command: string,
  { options, operands, split }: GitArguments,
): { options: readonly string[]; operands: readonly Value[] } {
  const has = (...names: readonly string[]): boolean => names.some((name) => options.includes(`--${name}`));
  const first = operands[0]?.text;
  const sub = (name: string) => ({ options, operands: [fixed(name), ...operands] });
  const mark = (...names: readonly string[]) => ({
    options: [...options, ...names.map((name) => `--${name}`)],
    operands,
  });
  switch (command) {
    case "push": {
      return mark(
        ...(operands.some((operand) => operand.prefix.startsWith("+")) ? ["force"] : []),
        ...(operands.some((operand) => /^\+?:/.test(operand.prefix)) || has("prune") ? ["delete"] : []),
        ...(has("mirror") ? ["force", "delete"] : []),
        ...(operands.some((operand) => operand.text.includes("*")) ? ["all"] : []),
        ...(has("repo") || operands.some(isPlace) || operands.slice(1).some(isShared) ? ["shared"] : []),
      );
    }
    case "fetch":
    case "pull":
      return has(...RESHAPES) ||
        operands.some(
          (operand) => operand.text.includes(":") && !/^(https?|ssh|git|file):|^[\w.-]+@/.test(operand.text),
        )
        ? mark("refspec")
        : mark();
    case "branch": {
      if (has("force-delete")) return mark("delete", "force");
      if (has("force-move")) return mark("move", "force");
      if (has("force-copy")) return mark("copy", "force");
      const changes = has(
        "delete",
        "move",
        "copy",
        "force",
        "edit-description",
        "set-upstream-to",
        "unset-upstream",
      );
      const lists = has(...LISTS, "show-current") || operands.length === 0;
      if (!changes && lists) return mark("list");
      return changes ? mark() : mark("create");
    }
    case "tag": {
      const lists = has(...LISTS, "lines", "verify") || operands.length === 0;
      if (!has("delete", "force", "annotate", "sign", "message", "file") && lists) return mark("list");
      return has("delete") ? mark() : mark("create");
    }
    case "stash":
      return split !== 0 && STASH.has(first) ? { options, operands } : sub("push");
    case "remote":
      return first === undefined ? sub("list") : { options, operands };
    case "reflog":
      return REFLOG.has(first) ? { options, operands } : sub("show");
    case "notes":
    case "worktree":
    case "submodule":
    case "sparse-checkout":
      return first === undefined ? sub(command === "submodule" ? "status" : "list") : { options, operands };
    case "config": {
      if (has("list", "get-regexp", "regexp")) return sub("list");
      if (isAddressOfRemote(options, operands)) return sub("get-url");
      if (has("get", "get-all", "get-urlmatch", "get-color", "get-colorbool")) return sub("get");
      const writes = ["replace-all", "add", "unset", "unset-all", "rename-section", "remove-section", "edit"];
      if (has(...writes)) return sub("set");
      if (CONFIG.has(first)) return { options, operands };
      return operands.length === 1 ? sub("get") : sub("set");
    }
    case "reset": {
      // With paths behind it, `git reset` takes them out of the index, moves no branch and leaves the files alone.
      const paths = split === 0 ? operands : first === "HEAD" || first === "@" ? operands.slice(1) : [];
      const plain = options.every((option) => option === "--quiet" || option === "--intent-to-add");
      return plain && paths.length > 0 ? mark("unstage") : mark();
    }
    case "symbolic-ref":
      return operands.length <= 1 && !has("delete") ? mark("read") : mark();
    case "checkout":
      return split >= 0 || operands.some((operand) => operand.text === ".") ? mark("paths") : mark();
    case "apply":
      return has("apply")
        ? { options: options.filter((option) => !ONLY_SHOWS.has(option)), operands }
        : mark();
    default:
      return { options, operands };
  }
}

/** Options with which `git fetch` changes more than what is known of the remote. */
const RESHAPES =
  "refmap stdin set-upstream depth deepen shallow-since shallow-exclude unshallow filter prune-tags update-shallow refetch prefetch submodule-prefix recurse-submodules-default".split(
    " ",
  );

/** Options with which `git branch` and `git tag` list what is there. */
const LISTS = "list contains no-contains merged no-merged with without points-at".split(" ");

/** Whether what would be pushed to is a folder. */
function isPlace({ text }: Value, index: number): boolean {
  return index === 0 && (/^(?![^/]*:).*\/|^~|^\.{1,2}$/.test(text) || text.startsWith("file:"));
}

/** Whether a refspec names what belongs to everybody: the main branch, tags, and refs that are no branches. */
function isShared({ text }: Value): boolean {
  if (text === "tag") return true;
  const target = text.slice(text.lastIndexOf(":") + 1).replace(/^\+/, "");
  return (
    /^(?:(?:refs\/)?heads\/)?(?:main|master|trunk)$/.test(target) ||
    /^(?!refs\/heads\/)refs\/|^tags\//.test(target)
  );
}

/** Whether `git config` would show the address of a remote, and nothing else, as `git remote get-url` does. */
function isAddressOfRemote(options: readonly string[], operands: readonly Value[]): boolean {
  const [key, ...more] = operands;
  return (
    key?.kind === "static" &&
    more.length === 0 &&
    /^remote\.[\w./-]+\.(?:push)?url$/i.test(key.text) &&
    options.every((option) => option === "--get" || option === "--get-all")
  );
}

/** What may stand behind a command to say what it does. */
const STASH: ReadonlySet<string | undefined> = new Set(
  "push pop apply drop clear list show branch create store save".split(" "),
);
const REFLOG: ReadonlySet<string | undefined> = new Set("expire delete exists show list".split(" "));
const CONFIG: ReadonlySet<string | undefined> = new Set(
  "get list set unset edit rename-section remove-section".split(" "),
);

/** Options with which `git apply` changes nothing unless it is told to. */
const ONLY_SHOWS = new Set(["--check", "--stat", "--numstat", "--summary"]);
