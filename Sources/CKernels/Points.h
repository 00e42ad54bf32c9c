// One row of each transform of Winograd's convolution F(s x s, 3 x 3): polynomials of the s + 2 values of a row are evaluated at s + 1 points and at
// infinity. s = 2: points 0, 1, -1. s = 4: points 0, 5/8, -5/8, 3/2, -3/2, whose rounding errors are the least of those tried, and whose coefficients
// for inputs and outputs are exact in float32. Arrays are sized for s = 4.

enum { MostPoints = 6, MostOutputs = 4 };  // on a side of a tile
#define A1 0.625f
#define A2 (A1 * A1)
#define B1 1.5f
#define B2 (B1 * B1)

/// e[s + 2] = B^T d[s + 2]
INLINE void points_of_input(const VEC *d, VEC *e, const int s) {
  if (s == 2) {
    e[0] = d[0] - d[2], e[1] = d[1] + d[2], e[2] = d[2] - d[1], e[3] = d[1] - d[3];
    return;
  }
  VEC p = multiply_add(splat(-B2), d[2], d[4]), q = multiply_add(splat(-B2), d[1], d[3]);
  VEC r = multiply_add(splat(-A2), d[2], d[4]), t = multiply_add(splat(-A2), d[1], d[3]);
  e[0] = multiply_add(splat(A2 * B2), d[0], multiply_add(splat(-(A2 + B2)), d[2], d[4]));
  e[1] = multiply_add(splat(A1), q, p), e[2] = multiply_add(splat(-A1), q, p);
  e[3] = multiply_add(splat(B1), t, r), e[4] = multiply_add(splat(-B1), t, r);
  e[5] = multiply_add(splat(A2 * B2), d[1], multiply_add(splat(-(A2 + B2)), d[3], d[5]));
}

/// y[s] = A^T m[s + 2]
INLINE void outputs_of_points(const VEC *m, VEC *y, const int s) {
  if (s == 2) {
    y[0] = m[0] + m[1] + m[2], y[1] = m[1] - m[2] - m[3];
    return;
  }
  VEC p = m[1] + m[2], q = m[1] - m[2], r = m[3] + m[4], t = m[3] - m[4];
  y[0] = m[0] + p + r, y[1] = multiply_add(splat(B1), t, A1 * q);
  y[2] = multiply_add(splat(B2), r, A2 * p), y[3] = multiply_add(splat(B1 * B2), t, multiply_add(splat(A1 * A2), q, m[5]));
}

/// m[s + 2] = A g[s]
INLINE void points_of_adjoint(const VEC *g, VEC *m, const int s) {
  if (s == 2) {
    m[0] = g[0], m[1] = g[0] + g[1], m[2] = g[0] - g[1], m[3] = -g[1];
    return;
  }
  VEC p = multiply_add(splat(A2), g[2], g[0]), q = multiply_add(splat(A2), g[3], g[1]);
  VEC r = multiply_add(splat(B2), g[2], g[0]), t = multiply_add(splat(B2), g[3], g[1]);
  m[0] = g[0], m[1] = multiply_add(splat(A1), q, p), m[2] = multiply_add(splat(-A1), q, p);
  m[3] = multiply_add(splat(B1), t, r), m[4] = multiply_add(splat(-B1), t, r), m[5] = g[3];
}

// G divides by the products of a point's distances from the others.
#define AT_0 (1 / (A2 * B2))
#define AT_A (1 / (2 * A2 * (A2 - B2)))
#define AT_B (1 / (2 * B2 * (B2 - A2)))

/// u[s + 2] = G w[3]
INLINE void points_of_taps(const VEC *w, VEC *u, const int s) {
  if (s == 2) {
    VEC p = w[0] + w[2];
    u[0] = w[0], u[1] = .5f * (p + w[1]), u[2] = .5f * (p - w[1]), u[3] = w[2];
    return;
  }
  VEC p = multiply_add(splat(A2), w[2], w[0]), q = A1 * w[1], r = multiply_add(splat(B2), w[2], w[0]), t = B1 * w[1];
  u[0] = AT_0 * w[0], u[1] = AT_A * (p + q), u[2] = AT_A * (p - q);
  u[3] = AT_B * (r + t), u[4] = AT_B * (r - t), u[5] = w[2];
}

/// w[3] = G^T u[s + 2]
INLINE void taps_of_points(const VEC *u, VEC *w, const int s) {
  if (s == 2) {
    VEC p = .5f * (u[1] + u[2]), q = .5f * (u[1] - u[2]);
    w[0] = u[0] + p, w[1] = q, w[2] = p + u[3];
    return;
  }
  VEC p = AT_A * (u[1] + u[2]), q = AT_A * (u[1] - u[2]), r = AT_B * (u[3] + u[4]), t = AT_B * (u[3] - u[4]);
  w[0] = multiply_add(splat(AT_0), u[0], p + r), w[1] = multiply_add(splat(B1), t, A1 * q);
  w[2] = multiply_add(splat(B2), r, multiply_add(splat(A2), p, u[5]));
}
