import type { DefaultBranch, Surrounds } from "../../ports.ts";
import type { Commands } from "./command.ts";

/** The remote's or else the local default branch; null when there is none to be found. */
export async function defaultBranch(
  commands: Commands,
  resolveRevision: (revision: string) => Promise<string | null>,
): Promise<DefaultBranch | null> {
  const [current, remote, configured] = await Promise.all([
    commands.answer(["symbolic-ref", "--quiet", "HEAD"]),
    commands.answer(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]),
    commands.answer(["config", "--get", "init.defaultBranch"]),
  ]);
  const candidates = [
    ...(remote === null ? [] : [remote]),
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    ...(configured === null ? [] : [`refs/heads/${configured}`]),
    "refs/heads/main",
    "refs/heads/master",
  ];
  const oids = await Promise.all(candidates.map(resolveRevision));
  for (const [index, ref] of candidates.entries()) {
    const oid = oids[index] ?? null;
    if (oid !== null)
      return { name: ref.replace(/^refs\/(?:heads|remotes)\//, ""), oid, current: ref === current };
  }
  return null;
}

/** What there is beside the branch that is checked out. */
export async function surroundsOf(commands: Commands): Promise<Surrounds> {
  const [shallow, current, remotes, refs] = await Promise.all([
    commands.terse(["rev-parse", "--is-shallow-repository"]),
    commands.answer(["symbolic-ref", "--quiet", "HEAD"]),
    commands.terse(["remote"]),
    commands.terse(["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"]),
  ]);
  const others = refs.split("\n").filter((ref) => ref !== "" && ref !== current);
  const detached = current === null;
  return {
    shallow: shallow === "true",
    detached,
    alone: !detached && remotes === "" && others.length === 0,
  };
}
