/** A specialist, as its file in `roles/` describes it. */
export interface Role {
  readonly name: string;
  readonly description: string;
  /** The allowlist of Pi's tools, without the reporting tools. */
  readonly tools: readonly string[];
  /** The reporting tools; the last one is the final report that ends the child. */
  readonly reports: readonly string[];
  /** What it may do, as the front matter says: read by `core/policy`. */
  readonly permissions: unknown;
  /** The system prompt, Markdown. */
  readonly prompt: string;
}
