import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The part of a place in the syntax tree that is looked at. */
interface Place {
  readonly key?: unknown;
  readonly listKey?: unknown;
  readonly node?: { readonly type?: string };
  readonly parent?: {
    readonly type?: string;
    readonly key?: { readonly name?: string };
    readonly callee?: {
      readonly name?: string;
      readonly property?: { readonly id?: { readonly name?: string } };
    };
  } | null;
}

/**
 * Leaves alone what a person reads: the reason and the way out of a decision. Tests look at them where they matter, and
 * none of their words decides anything.
 */
const texts = {
  shouldIgnore(place: Place): string | undefined {
    const { parent } = place;
    if (parent?.type === "ObjectProperty" && /^(because|instead)$/.test(parent.key?.name ?? ""))
      return "a text for people";
    const called = parent?.callee?.name ?? parent?.callee?.property?.id?.name;
    return parent?.type === "CallExpression" &&
      called === "opaque" &&
      place.listKey === "arguments" &&
      place.key === 0
      ? "a text for people"
      : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "texts", texts)];
