import type { Anchor, AnchoredFinding, Finding, FindingVariant } from "./finding.ts";
import { fingerprint } from "./fingerprint.ts";
import { Leaders } from "./leaders.ts";
import { LENSES } from "./lens.ts";
import { compareSeverity } from "./severity.ts";
import { wordingOf } from "./similarity.ts";

/**
 * Joins findings that describe one defect. First those with the same path, line and title; then near-duplicates,
 * which need both place and wording: the same file, at most 3 lines apart or overlapping quotes, and title and
 * scenario alike. A near-duplicate is compared with the leader of a cluster and with no other member, so that a
 * chain of small differences never joins what has nothing in common.
 *
 * Every lens and every wording is kept. The leader is the member that comes first by severity, lens and
 * confidence: it gives title, scenario and severity. Lines and quote come from the best anchored member, the
 * suggestion from the first member with those lines that has one. The result does not depend on the order of the
 * input, and is sorted by severity, path and line.
 */
export function mergeFindings(findings: readonly AnchoredFinding[]): Finding[] {
  const clusters = joinAlike(joinSame([...findings].sort(comparePrecedence)));
  return withIds(clusters.map(asFinding).sort(compareReading));
}

/** Findings that are one defect, the leader first. */
type Cluster = [AnchoredFinding, ...AnchoredFinding[]];

function joinSame(ordered: readonly AnchoredFinding[]): Cluster[] {
  const clusters = new Map<string, Cluster>();
  for (const finding of ordered) {
    const key = JSON.stringify([finding.path, finding.line, finding.title.replace(/\s+/g, " ").trim()]);
    const cluster = clusters.get(key);
    if (cluster === undefined) clusters.set(key, [finding]);
    else cluster.push(finding);
  }
  return [...clusters.values()];
}

function joinAlike(clusters: readonly Cluster[]): Cluster[] {
  const wordings = clusters.map(([{ title, scenario }]) => wordingOf(`${title}\n${scenario}`));
  const leaders = new Leaders<Cluster>(wordings);
  const joined: Cluster[] = [];
  clusters.forEach((cluster, index) => {
    const [{ path, line, endLine, quote }] = cluster;
    const place = { path, line, endLine: Math.min(endLine, line + quote.trim().split("\n").length - 1) };
    const leader = leaders.find(place, index);
    if (leader === undefined) {
      leaders.add(place, index, cluster);
      joined.push(cluster);
    } else {
      leader.push(...cluster);
    }
  });
  for (const cluster of joined) cluster.sort(comparePrecedence);
  return joined;
}

const ANCHORS: readonly Anchor[] = ["exact", "moved", "unanchored"];

function asFinding(cluster: Cluster): Omit<Finding, "id"> {
  const [leader] = cluster;
  const placed = cluster.reduce((best, member) =>
    ANCHORS.indexOf(member.anchor) < ANCHORS.indexOf(best.anchor) ? member : best,
  );
  const suggestion = cluster.find(
    (member) => member.suggestion !== undefined && isAt(member, placed),
  )?.suggestion;
  return {
    path: leader.path,
    line: placed.line,
    endLine: placed.endLine,
    severity: leader.severity,
    title: leader.title,
    scenario: leader.scenario,
    quote: placed.quote,
    confidence: leader.confidence,
    ...(suggestion === undefined ? {} : { suggestion }),
    lenses: LENSES.filter((lens) => cluster.some((member) => member.lens === lens)),
    anchor: placed.anchor,
    ...(placed.saidLine === undefined ? {} : { saidLine: placed.saidLine }),
    inDiff: cluster.some((member) => member.inDiff),
    status: "unverified",
    duplicates: cluster.length - 1,
    variants: cluster.map(asVariant),
  };
}

/** A suggestion replaces exactly the lines of its finding, so it fits no other ones. */
function isAt(a: AnchoredFinding, b: AnchoredFinding): boolean {
  return a.line === b.line && a.endLine === b.endLine && a.anchor === b.anchor;
}

function asVariant(member: AnchoredFinding): FindingVariant {
  return {
    lens: member.lens,
    line: member.line,
    endLine: member.endLine,
    severity: member.severity,
    title: member.title,
    scenario: member.scenario,
    quote: member.quote,
    confidence: member.confidence,
    ...(member.suggestion === undefined ? {} : { suggestion: member.suggestion }),
    anchor: member.anchor,
    ...(member.saidLine === undefined ? {} : { saidLine: member.saidLine }),
  };
}

/** Gives each finding its fingerprint; where two have the same one, the later in reading order takes a turn. */
function withIds(findings: readonly Omit<Finding, "id">[]): Finding[] {
  const taken = new Set<string>();
  return findings.map((finding) => {
    let turn = 0;
    let id = fingerprint(finding.path, finding.quote, finding.title);
    while (taken.has(id)) {
      turn += 1;
      id = fingerprint(finding.path, finding.quote, finding.title, turn);
    }
    taken.add(id);
    return { id, ...finding };
  });
}

/** The order of precedence: total, but for findings that are equal in every field. */
function comparePrecedence(a: AnchoredFinding, b: AnchoredFinding): number {
  return (
    compareSeverity(a.severity, b.severity) ||
    LENSES.indexOf(a.lens) - LENSES.indexOf(b.lens) ||
    b.confidence - a.confidence ||
    compareText(a.path, b.path) ||
    a.line - b.line ||
    a.endLine - b.endLine ||
    compareText(a.title, b.title) ||
    compareText(a.scenario, b.scenario) ||
    compareText(a.quote, b.quote) ||
    ANCHORS.indexOf(a.anchor) - ANCHORS.indexOf(b.anchor) ||
    compareText(a.suggestion ?? "", b.suggestion ?? "") ||
    (a.saidLine ?? 0) - (b.saidLine ?? 0) ||
    Number(b.inDiff) - Number(a.inDiff)
  );
}

function compareReading(a: Omit<Finding, "id">, b: Omit<Finding, "id">): number {
  return compareSeverity(a.severity, b.severity) || compareText(a.path, b.path) || a.line - b.line;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
