import type { Palette } from "../deck/palette.ts";
import type { Severity } from "../review/severity.ts";
import type { Verdict } from "../review/verdict.ts";

/** How a verdict is coloured. */
export function verdictPaint(verdict: Verdict, palette: Palette): (text: string) => string {
  switch (verdict) {
    case "APPROVED":
      return palette.good;
    case "ISSUES_FOUND":
      return palette.warning;
    case "CRITICAL_ISSUES_FOUND":
    case "REVIEW_INCOMPLETE":
      return palette.bad;
  }
}

/** How a severity is coloured. */
export function severityPaint(severity: Severity, palette: Palette): (text: string) => string {
  switch (severity) {
    case "CRITICAL":
    case "HIGH":
      return palette.bad;
    case "MEDIUM":
      return palette.warning;
    case "LOW":
      return palette.faint;
  }
}
