import type { Budget } from "./core/agents/budget.ts";
import type { Answer, Asked } from "./core/agents/lifeline.ts";
import type { Role } from "./core/agents/role.ts";
import type { Limits, LiveChild, RunResult } from "./core/agents/run.ts";

/** A read of something outside: what was read, or that there is nothing, or why it could not be read. */
export type Read<T> =
  | { readonly status: "ok"; readonly value: T }
  | { readonly status: "empty" }
  | { readonly status: "unreadable"; readonly reason: string };

/** What a child is to be. */
export interface AgentSpec {
  /** Unique within the run, a legal file name: names the transcript. */
  readonly id: string;
  /** What a person calls it: the lens, or the role. */
  readonly label: string;
  readonly role: Role;
  /** `provider/id` or `provider/id:thinking`; undefined leaves the choice to Pi. */
  readonly model?: string;
  /** Models to try in this order when the provider of the one before fails. */
  readonly fallbacks?: readonly string[];
  /** The step of the recipe that it belongs to, for the accounts. */
  readonly step?: string;
  readonly cwd: string;
  readonly limits: Limits;
}

/** A child that was asked for. It starts when the pool has room and then waits for its prompt. */
export interface Agent {
  readonly id: string;
  /** Gives it the prompt, once. The parts are written one after the other and may be shared between children. */
  feed(prompt: readonly Uint8Array[]): void;
  /** Settles at the first event of an answer (true), or when it ended or was silent for long without one (false). */
  readonly answered: Promise<boolean>;
  /** Never rejects: a failure is a value. */
  readonly result: Promise<RunResult>;
}

/** Starts and watches children, at most so many at once. */
export interface Agents {
  open(spec: AgentSpec): Agent;
}

/** A tool call of a child that only a person may let through. */
export interface Question extends Asked {
  /** What a person calls the child. */
  readonly child: string;
  readonly role: string;
}

/** Asks a person whether a child may do something. */
export interface Approvals {
  /** Never rejects; the end of the child, told by `signal`, is no answer. One question at a time is shown. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
}

/** The repository, by object id. */
export interface Git {
  /** The top folder of the work tree. */
  readonly root: string;
  /** The git directory that all work trees of the repository share: run state lives below it. */
  readonly commonDir: string;
  /** The full object id that `revision` names; null when it names none. */
  resolve(revision: string): Promise<string | null>;
  /** Whether the object is a commit. */
  isCommit(oid: string): Promise<boolean>;
  /** The first parent of a commit; null for a root commit. Throws an OperatorError when it was not fetched. */
  parent(commit: string): Promise<string | null>;
  mergeBase(a: string, b: string): Promise<string | null>;
  /** The remote's or else the local default branch; null when there is none to be found. */
  defaultBranch(): Promise<DefaultBranch | null>;
  surrounds(): Promise<Surrounds>;
  /** Writes the work tree, untracked files included and ignored ones left out, as a tree; the index stays as it is. */
  snapshot(): Promise<string>;
  /** The tree of a commit or tree. */
  treeOf(oid: string): Promise<string>;
  emptyTree(): Promise<string>;
  /** The patch between two trees or commits, limited to `paths`, with the list of its files. */
  diff(base: string, head: string, paths: readonly string[]): Promise<Read<RawDiff>>;
  /** A file's bytes at a tree or commit; empty when it has no such file. */
  file(oid: string, path: string): Promise<Read<Uint8Array>>;
  /**
   * The path from the top folder of what the user named from the folder they are in; null when there is no such
   * file or folder in any of the trees or commits `oids`, or, without them, in what git does not ignore of the work
   * tree, in the index, or in HEAD. The top folder itself is "".
   */
  locate(path: string, oids?: readonly string[]): Promise<string | null>;
  /** Whether there is such a file or folder and git knows it only as ignored. */
  isIgnored(path: string): Promise<boolean>;
  /** The submodules of a tree or commit that hold uncommitted changes of their own, with a reason each. */
  dirtySubmodules(oid: string): Promise<ReadonlyMap<string, string>>;
  /** Those of `paths` that a tree or commit itself marks as not written by hand, with the mark. */
  marked(oid: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** A detached work tree of `commit` outside the repository, without running hooks. */
  checkout(commit: string): Promise<Checkout>;
  /** Clears away the checkouts that processes which have died left behind unchanged. */
  removeAbandoned(): Promise<void>;
}

/** What there is beside the branch that is checked out. */
export interface Surrounds {
  /** Not all of the history was fetched. */
  readonly shallow: boolean;
  /** No branch is checked out. */
  readonly detached: boolean;
  /** A branch is checked out, and there is neither another one nor a remote. */
  readonly alone: boolean;
}

export interface DefaultBranch {
  /** As git shortens it: `origin/main`, `main`. */
  readonly name: string;
  readonly oid: string;
  /** Whether it is the branch that is checked out. */
  readonly current: boolean;
}

export interface Checkout {
  readonly path: string;
  /** Removes it, unless somebody has changed something in it. */
  remove(): Promise<Removal>;
}

/** What became of a checkout: gone, or kept because there is work in it. */
export type Removal =
  | { readonly status: "removed" }
  | { readonly status: "kept"; readonly path: string; readonly reason: string };

/** What git said about a change, as bytes: the machine-readable list (`--raw --numstat -z`) and the patch. */
export interface RawDiff {
  readonly files: Uint8Array;
  readonly patch: Uint8Array;
}

/** The append-only record of one run. */
export interface RunLog {
  readonly id: string;
  /** Folder of the run; transcripts stand in it. */
  readonly dir: string;
  append(event: { readonly type: string } & Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** Shows a run to a person while it goes on. */
export interface Display {
  /** A step of the recipe began. */
  step(text: string): void;
  child(child: LiveChild): void;
  /** What all children together may use. */
  budget(budget: Budget): void;
}

/** Time, as the doors give it. */
export interface Clock {
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number;
  /** Wall-clock time, for records. */
  now(): Date;
}

/** The texts that come with the product. */
export interface Assets {
  role(name: string): Promise<Role>;
  prompt(name: string): Promise<string>;
  /** The body of `skills/<name>/SKILL.md`, without its front matter. */
  skill(name: string): Promise<string>;
}
