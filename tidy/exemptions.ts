import type { Finding } from './rooms.ts';

/** A rule broken on purpose, with the reason. The list may only shrink: lower `exemptionsMax` with every entry that goes. */
export type Exemption = { readonly rule: string; readonly path: string; readonly reason: string };

export const exemptionsMax = 0;

export const exemptions: readonly Exemption[] = [];

export type Verdict = { readonly broken: readonly Finding[]; readonly stale: readonly Exemption[] };

export function judge(findings: readonly Finding[], exempt: readonly Exemption[]): Verdict {
  const matches = (finding: Finding, exemption: Exemption) =>
    finding.rule === exemption.rule && finding.path === exemption.path;
  return {
    broken: findings.filter((finding) => !exempt.some((exemption) => matches(finding, exemption))),
    stale: exempt.filter((exemption) => !findings.some((finding) => matches(finding, exemption))),
  };
}
