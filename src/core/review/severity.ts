/** How bad a finding is, worst first. */
export const SEVERITIES = ["CRITICAL", "HIGH", "MEDIUM", "LOW"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** Negative when `a` is worse than `b`, 0 when they are equal: sorts worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}

/** Whether `severity` is at least as bad as `threshold`. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return compareSeverity(severity, threshold) <= 0;
}

export function worst(a: Severity, b: Severity): Severity {
  return compareSeverity(a, b) <= 0 ? a : b;
}
