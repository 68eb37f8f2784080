import type { SyntaxNode } from "unbash";

/** The functions that a line defines, and which of them call one another. */
export class Functions {
  /** Every body that a function may have. */
  readonly #bodies = new Map<string, readonly SyntaxNode[]>();
  /** The names that the bodies of each function call. */
  readonly #calls = new Map<string, Set<string>>();
  /** Those that a call of their name surely reaches. */
  #sure: ReadonlySet<string> = new Set<string>();
  /** The functions in whose bodies the walk is. */
  #inside: ReadonlySet<string> = new Set<string>();
  /** Whether the shell that runs this is in a function of its own. */
  #local = false;

  /** Notes a definition; `sure` when it is made whenever the line runs this far. */
  define(name: string, body: SyntaxNode, sure: boolean): void {
    if (sure) this.#sure = new Set([...this.#sure, name]);
    const known = this.bodies(name);
    if (!known.includes(body)) this.#bodies.set(name, [...known, body]);
  }

  /** How many bodies the functions of the line have. */
  get size(): number {
    return [...this.#bodies.values()].flat().length;
  }

  /** What a call of this name may run. */
  bodies(name: string): readonly SyntaxNode[] {
    return this.#bodies.get(name) ?? [];
  }

  /** Whether the line may define this one. */
  has(name: string): boolean {
    return this.#bodies.has(name);
  }

  /** Whether a call of this name runs a function of the line and nothing else. */
  surely(name: string): boolean {
    return this.#sure.has(name);
  }

  /** Whether the walk is in the body of this one. */
  isInside(name: string): boolean {
    return this.#inside.has(name);
  }

  /** Whether `local` has a function to belong to. */
  get local(): boolean {
    return this.#local;
  }

  /** Notes that a command of this name runs here. */
  called(name: string): void {
    for (const caller of this.#inside)
      this.#calls.set(caller, (this.#calls.get(caller) ?? new Set()).add(name));
  }

  /** Visits a body of a function. */
  within(name: string, visit: () => void): void {
    const inside = this.#inside;
    const local = this.#local;
    this.#inside = new Set([...inside, name]);
    this.#local = true;
    visit();
    this.#inside = inside;
    this.#local = local;
  }

  /** Visits what another shell runs, to which the functions of this one mean nothing. */
  without(visit: () => void): void {
    const sure = this.#sure;
    const local = this.#local;
    this.#sure = new Set();
    this.#local = false;
    visit();
    this.#sure = sure;
    this.#local = local;
  }

  /** The functions that may call themselves, also by way of others. */
  recursive(): readonly string[] {
    return [...this.#bodies.keys()].filter((name) => this.#calledBy(name).has(name));
  }

  #calledBy(name: string): ReadonlySet<string> {
    const reached = new Set<string>(this.#calls.get(name));
    for (const next of reached)
      this.#calls.get(next)?.forEach((further) => {
        reached.add(further);
      });
    return reached;
  }
}
