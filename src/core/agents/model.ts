/** The thinking levels that Pi accepts behind a model's id. */
const THINKING = /:(off|minimal|low|medium|high|xhigh|max)$/;

/** A date or "latest" at the end of an id: `-2026-01-01`, `-20260101`, `@20260101`, `-latest`. */
const RELEASE = /([-@](\d{4}-\d{2}-\d{2}|\d{8})|-latest)$/;

/** The model that answered, as the answer names it. */
export interface AnsweringModel {
  readonly provider: string;
  readonly id: string;
  /** What the provider's reply calls it, when that differs from what it was asked for. */
  readonly response?: string;
}

/** `provider/id` of a model that was asked for, without the thinking level. */
export function withoutThinking(model: string): string {
  return model.replace(THINKING, "");
}

/** The provider of `provider/id`; the empty string when none was asked for. */
export function providerOf(model: string | undefined): string {
  return model === undefined || !model.includes("/") ? "" : model.slice(0, model.indexOf("/")).toLowerCase();
}

/**
 * Whether the model that answered is the one that was asked for: `asked` is `provider/id` with or without a thinking
 * level, or undefined when the choice was left to Pi, in which case only the reply's own name is compared. A release
 * date or `-latest` at the end, a provider in front of the id, and the case of letters make no other model.
 */
export function isAskedModel(asked: string | undefined, answered: AnsweringModel): boolean {
  if (answered.response !== undefined && !isSameId(answered.id, answered.response)) return false;
  if (asked === undefined) return true;
  const wanted = withoutThinking(asked);
  const slash = wanted.indexOf("/");
  if (slash === -1) return isSameId(wanted, answered.id);
  return (
    wanted.slice(0, slash).toLowerCase() === answered.provider.toLowerCase() &&
    isSameId(wanted.slice(slash + 1), answered.id)
  );
}

/** The model as a person should read it: `provider/id`, with the reply's own name where that is another one. */
export function nameOfModel(model: AnsweringModel): string {
  return `${model.provider}/${model.response ?? model.id}`;
}

function isSameId(asked: string, answered: string): boolean {
  const a = asked.toLowerCase();
  const b = answered.toLowerCase();
  if (isSamePath(a, b)) return true;
  const dates = [a, b].map((id) => RELEASE.exec(id)?.[1]);
  // Two different dates are two different releases.
  if (dates.every((date) => date !== undefined && date !== "-latest")) return false;
  return isSamePath(a.replace(RELEASE, ""), b.replace(RELEASE, ""));
}

function isSamePath(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}
