import type { Rule } from "./rules.ts";

/** The effective rules of one role, all layers put together. Made by `buildPolicy`. */
export interface Policy {
  readonly role: string;
  readonly rules: readonly Rule[];
  /** What becomes of a command that is understood, touches nothing guarded, and that no rule names. */
  readonly otherwise: "allow" | "deny";
  /** Ask for everything that no rule names. */
  readonly strict: boolean;
  readonly write: "none" | "workspace";
  readonly paths: PathRules;
  /** The role may push: its commands keep the ssh agent and the credential helper. */
  readonly push: boolean;
  /** Command lines, to the letter, to which the user has said yes. */
  readonly approved: readonly string[];
}

/** Patterns over paths: `name` at any depth, `folder/` and what is below it, `a/b` from the workspace's root. */
export interface PathRules {
  /** Writing needs the user. */
  readonly protected: readonly string[];
  /** Neither read nor written. */
  readonly secret: readonly string[];
  /** Taken out of `secret`, or folders outside the workspace that may be read. */
  readonly readable: readonly string[];
  /** Folders outside the workspace that may be written. */
  readonly writable: readonly string[];
}

/** How something ended that was judged, for people and for the model. */
export interface Reason {
  readonly decision: "allow" | "ask" | "deny";
  /** The rule, as it was written, or the name of a built-in one. */
  readonly rule: string;
  readonly because: string;
  /** What can be done instead. */
  readonly instead?: string;
}

/** What becomes of something that cannot be known: whoever may do little may not do it, others ask. */
export function doubt(policy: Policy): "ask" | "deny" {
  return policy.otherwise === "deny" ? "deny" : "ask";
}

/** What is never permitted, and what can be done instead. */
export function denied(rule: string, texts: Pick<Reason, "because" | "instead">): Reason {
  return { decision: "deny", rule, ...texts };
}
