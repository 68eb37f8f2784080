import type { Redirection } from "unbash";

/**
 * Which descriptors of a line may stand for a file that was opened to be read. Who opens `/dev/stdout` opens the file
 * behind it anew, and may then write to it.
 */
export class Descriptors {
  readonly #inputs = new Set<number>();
  /** Which descriptor became a copy of which; of one that a variable names, of any. */
  readonly #copies: { readonly from: number | undefined; readonly to: number }[] = [];

  /** Notes a redirection; where in the line it stands makes no difference. */
  note(redirect: Redirection): void {
    if (redirect.type !== "Redirect" || redirect.descriptor?.type === "FileDescriptorVariable") return;
    const { operator, target, descriptor } = redirect;
    const to = descriptor?.value ?? (operator.startsWith("<") ? 0 : 1);
    if (operator === "<") this.#inputs.add(to);
    const [number] = /^\d+/.exec(target?.text ?? "") ?? [];
    if (operator.endsWith("&"))
      this.#copies.push({ from: number === undefined ? number : Number(number), to });
  }

  /** Whether what is printed may go to such a file. */
  crossed(): boolean {
    const inputs = new Set(this.#inputs);
    for (let size = -1; size < inputs.size; ) {
      size = inputs.size;
      for (const { from, to } of this.#copies)
        if (from === undefined ? size > 0 : inputs.has(from)) inputs.add(to);
    }
    return inputs.has(1) || inputs.has(2);
  }
}
