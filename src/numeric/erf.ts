/**
 * erf(x) = 2/√π ∫₀ˣ exp(−t²) dt, to 1.2 · 10⁻⁷.
 * Source: Press et al., “Numerical Recipes”, §6.2, the Chebyshev fit of erfc.
 */
export function erf(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  const series =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const erfc = t * Math.exp(-z * z + series);
  return x >= 0 ? 1 - erfc : erfc - 1;
}
