/** The functions that a line defines, and which of them call one another. */
export class Functions {
  /** Every function that the line may define, with the names that its body calls. */
  readonly #calls = new Map<string, Set<string>>();
  /** Those that a call of their name surely reaches. */
  #sure: ReadonlySet<string> = new Set<string>();
  /** The functions in whose bodies the walk is. */
  #bodies: readonly string[] = [];

  /** Notes a definition; `sure` when it is made whenever the line runs this far. */
  define(name: string, sure: boolean): void {
    if (sure) this.#sure = new Set([...this.#sure, name]);
    this.#calls.set(name, this.#calls.get(name) ?? new Set());
  }

  /** Whether the line defines any. */
  get some(): boolean {
    return this.#calls.size > 0;
  }

  /** Whether the line may define this one. */
  has(name: string): boolean {
    return this.#calls.has(name);
  }

  /** Whether a call of this name runs the function and nothing else. */
  surely(name: string): boolean {
    return this.#sure.has(name);
  }

  /** Notes that a command of this name runs here. */
  called(name: string): void {
    for (const body of this.#bodies) this.#calls.get(body)?.add(name);
  }

  /** Visits the body of a function. */
  within(name: string, visit: () => void): void {
    const bodies = this.#bodies;
    this.#bodies = [...bodies, name];
    visit();
    this.#bodies = bodies;
  }

  /** Visits what another shell runs, to which the functions of this one mean nothing. */
  without(visit: () => void): void {
    const sure = this.#sure;
    this.#sure = new Set();
    visit();
    this.#sure = sure;
  }

  /** The functions that may call themselves, also by way of others. */
  recursive(): readonly string[] {
    return [...this.#calls.keys()].filter((name) => this.#reaches(name));
  }

  #reaches(name: string): boolean {
    const seen = new Set<string>();
    const open = [...(this.#calls.get(name) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === name) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(this.#calls.get(next) ?? []));
    }
    return false;
  }
}
