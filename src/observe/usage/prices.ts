/** AWS's public list prices for Lambda in us-east-1, first tier, in US dollars. Source: AWS Lambda pricing page, mid-2026. */
import type { Used } from './usage-meter.ts';

const perRequest = 0.2 / 1_000_000;
const perEphemeralGbSecond = 0.000_000_030_9;
const perStreamedGb = 0.008;

const perArchitecture = {
  x86_64: { duration: 0.000_016_666_7, provisioned: 0.000_004_166_7, provisionedDuration: 0.000_009_722_2 },
  arm64: { duration: 0.000_013_333_4, provisioned: 0.000_003_333_4, provisionedDuration: 0.000_007_777_8 },
} as const;

export type Architecture = keyof typeof perArchitecture;

/** What AWS would charge for it, without free tier and discounts. */
export function priceOf(architecture: Architecture, used: Used): number {
  const prices = perArchitecture[architecture];
  return (
    used.requests * perRequest +
    used.gbSeconds * prices.duration +
    used.ephemeralGbSeconds * perEphemeralGbSecond +
    used.streamedGb * perStreamedGb +
    used.provisionedGbSeconds * prices.provisioned +
    used.provisionedDurationGbSeconds * prices.provisionedDuration
  );
}
