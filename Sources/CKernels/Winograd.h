// F(2 x 2, 3 x 3) after Lavin and Gray 2016 (arXiv:1509.09308): y = A^T [(G w G^T) . (B^T x B)] A on tiles of 4 x 4 inputs and
// 2 x 2 outputs, 4/9 of the multiplications. Each of the 16 products is a matrix product over channels, one chain of
// multiply-adds for each element; the transforms are additions in a written-out order: nothing depends on how tiles are grouped.

/// Where tile t of `images` images lies: its image and its first pixel.
typedef struct {
  int image, row, column;
} Place;
INLINE Place place_of(int t, int tiles, int across) {
  return (Place){t / tiles, t % tiles / across * 2, t % tiles % across * 2};
}
// The 16 components lie a little more than a power of two apart, or they would share cache sets.
#define COMPONENT_V(C) ((long)WinogradTiles * (C) + 16)
#define COMPONENT_M(tile) ((long)WinogradTiles * (tile) + 16)

/// v[16][tile][C] = B^T x B of one tile.
INLINE void transform_input(const float *x, View view, int C, float *v, long component) {
  for (int c = 0; c < C; c += LANES) {
    const float *s = x + c;
    VEC d[4][4];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      VEC a = load(s + j * view.pixel), b = load(s + view.row + j * view.pixel);
      VEC e = load(s + 2 * view.row + j * view.pixel), f = load(s + 3 * view.row + j * view.pixel);
      d[0][j] = a - e, d[1][j] = b + e, d[2][j] = e - b, d[3][j] = b - f;
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      float *q = v + 4 * i * component + c;
      store(q, d[i][0] - d[i][2]), store(q + component, d[i][1] + d[i][2]);
      store(q + 2 * component, d[i][2] - d[i][1]), store(q + 3 * component, d[i][1] - d[i][3]);
    }
  }
}

/// m[P][V * LANES] = v[P][C] u[C][V * LANES]
INLINE void product_tile(const float *v, int C, const float *u, float *m, const int P, const int V) {
  VEC a[TALL][2];
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) a[i][j] = (VEC){0};
#pragma unroll 2
  for (int c = 0; c < C; c++, u += V * LANES) {
    VEC w[2];
#pragma unroll
    for (int j = 0; j < V; j++) w[j] = load(u + j * LANES);
#pragma unroll
    for (int i = 0; i < P; i++) {
      VEC b = splat(v[(long)i * C + c]);
#pragma unroll
      for (int j = 0; j < V; j++) a[i][j] = multiply_add(w[j], b, a[i][j]);
    }
  }
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) store(m + (i * V + j) * LANES, a[i][j]);
}

/// y[2][2] of one tile = A^T m A.
INLINE void transform_output(const float *m, long component, View y, long at, const int V, const EpilogueKind kind, const Epilogue *e, int channel) {
#pragma unroll
  for (int v = 0; v < V * LANES; v += LANES) {
    VEC d[2][4];
#pragma unroll
    for (int j = 0; j < 4; j++) {
      const float *q = m + j * component + v;
      VEC a = load(q), b = load(q + 4 * component), c = load(q + 8 * component), f = load(q + 12 * component);
      d[0][j] = a + b + c, d[1][j] = b - c - f;
    }
#pragma unroll
    for (int i = 0; i < 2; i++) {
      long k = at + i * y.row + v;
      store(y.data + k, finish(d[i][0] + d[i][1] + d[i][2], kind, e, channel + v, k));
      store(y.data + k + y.pixel, finish(d[i][1] - d[i][2] - d[i][3], kind, e, channel + v, k + y.pixel));
    }
  }
}

INLINE void winograd_(View x, const float *w, View y, int images, int H, int W, int C, int O, const int V, const EpilogueKind kind, const Epilogue *e, float *v, float *m) {
  const int across = W / 2, tiles = H / 2 * across, total = images * tiles;
  const long vs = COMPONENT_V(C), ms = COMPONENT_M(V * LANES);
  const float *corner = x.data - x.row - x.pixel;
  for (int first = 0; first < total; first += WinogradTiles) {
    const int count = total - first < WinogradTiles ? total - first : WinogradTiles;
    for (int t = 0; t < count; t++) {
      Place p = place_of(first + t, tiles, across);
      transform_input(corner + p.image * x.image + p.row * x.row + p.column * x.pixel, x, C, v + (long)t * C, vs);
    }
    for (int o = 0; o < O; o += V * LANES) {
      for (int k = 0; k < 16; k++) {
        const float *u = w + ((long)o * 16 + (long)k * V * LANES) * C;
#define TILE(P, t) product_tile(v + k * vs + (long)(t) * C, C, u, m + k * ms + (t) * V * LANES, P, V)
        FOR_ROWS(count, TILE);
#undef TILE
      }
      for (int t = 0; t < count; t++) {
        Place p = place_of(first + t, tiles, across);
        transform_output(m + t * V * LANES, ms, y, p.image * y.image + p.row * y.row + p.column * y.pixel + o, V, kind, e, o);
      }
    }
  }
}

static void winograd(View x, const float *w, View y, int images, int H, int W, int C, int O, Epilogue e, float *v, float *m) {
#define PASS(kind)                                                                                   \
  if (O % (2 * LANES) == 0) winograd_(x, w, y, images, H, W, C, O, 2, kind, &e, v, m);                \
  else winograd_(x, w, y, images, H, W, C, O, 1, kind, &e, v, m)
  FOR_EPILOGUE(e.kind, PASS)
#undef PASS
}

/// m[16][tile][V * LANES] = A g A^T of one tile of 2 x 2 output adjoints.
INLINE void transform_adjoint(const float *g, View view, float *m, long component, const int V) {
#pragma unroll
  for (int v = 0; v < V * LANES; v += LANES) {
    VEC d[4][2];
#pragma unroll
    for (int j = 0; j < 2; j++) {
      VEC a = load(g + j * view.pixel + v), b = load(g + view.row + j * view.pixel + v);
      d[0][j] = a, d[1][j] = a + b, d[2][j] = a - b, d[3][j] = -b;
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
      float *q = m + 4 * i * component + v;
      store(q, d[i][0]), store(q + component, d[i][0] + d[i][1]);
      store(q + 2 * component, d[i][0] - d[i][1]), store(q + 3 * component, -d[i][1]);
    }
  }
}

/// du[P][V * LANES] += sum over tiles of v[tile][P] (x) m[tile][V * LANES]
INLINE void gradient_product(const float *v, int C, const float *m, float *du, int count, const int P, const int V) {
  VEC a[TALL][2];
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) a[i][j] = load(du + (i * V + j) * LANES);
#pragma clang loop unroll(disable)
  for (int t = 0; t < count; t++, v += C, m += V * LANES) {
    VEC g[2];
#pragma unroll
    for (int j = 0; j < V; j++) g[j] = load(m + j * LANES);
#pragma unroll
    for (int i = 0; i < P; i++) {
      VEC b = splat(v[i]);
#pragma unroll
      for (int j = 0; j < V; j++) a[i][j] = multiply_add(g[j], b, a[i][j]);
    }
  }
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) store(du + (i * V + j) * LANES, a[i][j]);
}

INLINE void winograd_gradient_(View x, View g, float *dw, int images, int H, int W, int C, int O, const int V, float *v, float *m) {
  const int across = W / 2, tiles = H / 2 * across, total = images * tiles;
  const long vs = COMPONENT_V(C), ms = COMPONENT_M(V * LANES);
  const float *corner = x.data - x.row - x.pixel;
  for (int first = 0; first < total; first += WinogradTiles) {
    const int count = total - first < WinogradTiles ? total - first : WinogradTiles;
    for (int t = 0; t < count; t++) {
      Place p = place_of(first + t, tiles, across);
      transform_input(corner + p.image * x.image + p.row * x.row + p.column * x.pixel, x, C, v + (long)t * C, vs);
    }
    for (int o = 0; o < O; o += V * LANES) {
      for (int t = 0; t < count; t++) {
        Place p = place_of(first + t, tiles, across);
        transform_adjoint(g.data + p.image * g.image + p.row * g.row + p.column * g.pixel + o, g, m + t * V * LANES, ms, V);
      }
      for (int k = 0; k < 16; k++) {
        float *du = dw + ((long)o * 16 + (long)k * V * LANES) * C;
#define TILE(P, c) gradient_product(v + k * vs + (c), C, m + k * ms, du + (long)(c) * V * LANES, count, P, V)
        FOR_ROWS(C, TILE);
#undef TILE
      }
    }
  }
}

static void winograd_weight_gradient(View x, View g, float *dw, int images, int H, int W, int C, int O, float *v, float *m) {
  if (O % (2 * LANES) == 0) winograd_gradient_(x, g, dw, images, H, W, C, O, 2, v, m);
  else winograd_gradient_(x, g, dw, images, H, W, C, O, 1, v, m);
}
