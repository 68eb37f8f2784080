/** What kind of thing is reviewed: the work since the merge base, a range, one commit, or files as they stand. */
export type TargetKind = "work" | "range" | "commit" | "files";

/** What is reviewed, by object id: everything between `base` and `head`, limited to `paths` when there are any. */
export interface Target {
  readonly kind: TargetKind;
  /** Object id of the commit (or of the empty tree) that the change starts from. */
  readonly base: string;
  /** Object id of the commit that the change ends in; for uncommitted work, the commit it stands on. */
  readonly head: string;
  /** Object id of the reviewed tree where it is not `head`'s own: uncommitted work. */
  readonly tree?: string;
  readonly paths: readonly string[];
}
