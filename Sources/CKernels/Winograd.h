// Winograd's convolution F(s x s, 3 x 3) after Lavin and Gray 2016 (arXiv:1509.09308), s = 2 or 4: y = A^T [(G w G^T) . (B^T x B)] A on tiles of
// s x s outputs and (s + 2) x (s + 2) inputs, with 4/9 or 1/4 of the direct multiplications. Each of the (s + 2)^2 components is a matrix product
// over channels. Long sums are split into short chains, which makes them several times more accurate: a product is the sum of one chain for each 32
// channels, a weight gradient that of one chain for each block of tiles. Hence only a weight gradient's bits depend on how images are grouped into
// calls.

enum { Chain = 32 };

/// How the outputs of some images divide into tiles of s x s, and these into blocks that are transformed together.
typedef struct {
  int step, across, tiles, total, block;
  long v, m;  // floats from one component to the next: a little more than a power of two, or they would share cache sets
} Tiling;
INLINE Tiling tiling_of(int images, int H, int W, int C, int tile, int step) {
  const int tiles = H / step * (W / step), block = winograd_block(C, step);
  return (Tiling){step, W / step, tiles, images * tiles, block, (long)block * C + 16, (long)block * tile + 16};
}
INLINE int in_block(const Tiling *g, int first) { return g->total - first < g->block ? g->total - first : g->block; }
/// The offset of tile t in a view.
INLINE long place_of(const Tiling *g, View view, int t) {
  const int k = t % g->tiles;
  return t / g->tiles * view.image + k / g->across * g->step * view.row + k % g->across * g->step * view.pixel;
}

/// v[components][tile][C] = B^T x B of a block's tiles.
INLINE void inputs_(const Tiling *g, View x, int C, float *v, int first, const int s) {
  for (int t = 0, count = in_block(g, first); t < count; t++) {
    const float *corner = x.data - x.row - x.pixel + place_of(g, x, first + t);
    for (int c = 0; c < C; c += LANES) {
      VEC d[MostPoints][MostPoints];
#pragma unroll
      for (int j = 0; j < s + 2; j++) {
        VEC a[MostPoints], e[MostPoints];
#pragma unroll
        for (int i = 0; i < s + 2; i++) a[i] = load(corner + i * x.row + j * x.pixel + c);
        points_of_input(a, e, s);
#pragma unroll
        for (int i = 0; i < s + 2; i++) d[i][j] = e[i];
      }
#pragma unroll
      for (int i = 0; i < s + 2; i++) {
        VEC e[MostPoints];
        points_of_input(d[i], e, s);
#pragma unroll
        for (int j = 0; j < s + 2; j++) store(v + (i * (s + 2) + j) * g->v + (long)t * C + c, e[j]);
      }
    }
  }
}
static void inputs(const Tiling *g, View x, int C, float *v, int first) {
  if (g->step == 2) inputs_(g, x, C, v, first, 2);
  else inputs_(g, x, C, v, first, 4);
}

/// m[P][V * LANES] = v[P][C] u[C][V * LANES]
INLINE void product_tile(const float *v, int C, const float *u, float *m, const int P, const int V) {
  for (int from = 0; from < C; from += Chain) {
    const int to = C - from < Chain ? C : from + Chain;
    VEC a[TALL][2];
#pragma unroll
    for (int i = 0; i < P; i++)
#pragma unroll
      for (int j = 0; j < V; j++) a[i][j] = (VEC){0};
#pragma unroll 2
    for (int c = from; c < to; c++, u += V * LANES) {
      VEC w[2];
      __builtin_prefetch(u + (long)C * V * LANES);  // the next component's weights
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
      for (int j = 0; j < V; j++) {
        float *sum = m + (i * V + j) * LANES;
        store(sum, from == 0 ? a[i][j] : load(sum) + a[i][j]);
      }
  }
}

/// m[components][tile][V * LANES] of a block's tiles and some output channels.
INLINE void products_(const Tiling *g, const float *v, int C, const float *u, float *m, int count, const int V) {
  for (int k = 0; k < COMPONENTS(g->step); k++, u += (long)C * V * LANES) {
#define TILE(P, t) product_tile(v + k * g->v + (long)(t) * C, C, u, m + k * g->m + (t) * V * LANES, P, V)
    FOR_ROWS(count, TILE);
#undef TILE
  }
}
static void products(const Tiling *g, const float *v, int C, const float *u, float *m, int count, int V) {
  if (V == 2) products_(g, v, C, u, m, count, 2);
  else products_(g, v, C, u, m, count, 1);
}

/// y[s][s] = A^T m A of a block's tiles, for the output channels from `o`.
INLINE void outputs_(const Tiling *g, const float *m, View y, int first, int o, const Epilogue *e, const EpilogueKind kind, const int V, const int s) {
  for (int t = 0, count = in_block(g, first); t < count; t++) {
    const long place = place_of(g, y, first + t) + o;
#pragma unroll
    for (int v = 0; v < V * LANES; v += LANES) {
      VEC d[MostOutputs][MostPoints];
#pragma unroll
      for (int j = 0; j < s + 2; j++) {
        VEC a[MostPoints], b[MostOutputs];
#pragma unroll
        for (int i = 0; i < s + 2; i++) a[i] = load(m + (i * (s + 2) + j) * g->m + t * V * LANES + v);
        outputs_of_points(a, b, s);
#pragma unroll
        for (int i = 0; i < s; i++) d[i][j] = b[i];
      }
#pragma unroll
      for (int i = 0; i < s; i++) {
        VEC b[MostOutputs];
        outputs_of_points(d[i], b, s);
#pragma unroll
        for (int j = 0; j < s; j++) {
          const long k = place + i * y.row + j * y.pixel + v;
          store(y.data + k, finish(b[j], kind, e, o + v, k));
        }
      }
    }
  }
}
static void outputs(const Tiling *g, const float *m, View y, int first, int o, const Epilogue *e, int V) {
#define PASS(kind)                                                       \
  if (V == 2 && g->step == 2) outputs_(g, m, y, first, o, e, kind, 2, 2); \
  else if (V == 2) outputs_(g, m, y, first, o, e, kind, 2, 4);            \
  else if (g->step == 2) outputs_(g, m, y, first, o, e, kind, 1, 2);      \
  else outputs_(g, m, y, first, o, e, kind, 1, 4)
  FOR_EPILOGUE(e->kind, PASS)
#undef PASS
}

static void winograd(View x, const float *w, View y, int images, int H, int W, int C, int O, int step, Epilogue e, float *v, float *m) {
  const int V = O % (2 * LANES) == 0 ? 2 : 1;
  const Tiling g = tiling_of(images, H, W, C, V * LANES, step);
  for (int first = 0; first < g.total; first += g.block) {
    inputs(&g, x, C, v, first);
    for (int o = 0; o < O; o += V * LANES) {
      products(&g, v, C, w + (long)o * COMPONENTS(step) * C, m, in_block(&g, first), V);
      outputs(&g, m, y, first, o, &e, V);
    }
  }
}

/// m[components][tile][V * LANES] = A g A^T of a block's tiles of output adjoints, for the output channels from `view.data`.
INLINE void adjoints_(const Tiling *g, View view, float *m, int first, const int V, const int s) {
  for (int t = 0, count = in_block(g, first); t < count; t++) {
    const float *corner = view.data + place_of(g, view, first + t);
#pragma unroll
    for (int v = 0; v < V * LANES; v += LANES) {
      VEC d[MostPoints][MostOutputs];
#pragma unroll
      for (int j = 0; j < s; j++) {
        VEC a[MostOutputs], b[MostPoints];
#pragma unroll
        for (int i = 0; i < s; i++) a[i] = load(corner + i * view.row + j * view.pixel + v);
        points_of_adjoint(a, b, s);
#pragma unroll
        for (int i = 0; i < s + 2; i++) d[i][j] = b[i];
      }
#pragma unroll
      for (int i = 0; i < s + 2; i++) {
        VEC b[MostPoints];
        points_of_adjoint(d[i], b, s);
#pragma unroll
        for (int j = 0; j < s + 2; j++) store(m + (i * (s + 2) + j) * g->m + t * V * LANES + v, b[j]);
      }
    }
  }
}
static void adjoints(const Tiling *g, View view, float *m, int first, int V) {
  if (V == 2 && g->step == 2) adjoints_(g, view, m, first, 2, 2);
  else if (V == 2) adjoints_(g, view, m, first, 2, 4);
  else if (g->step == 2) adjoints_(g, view, m, first, 1, 2);
  else adjoints_(g, view, m, first, 1, 4);
}

/// du[P][V * LANES] += sum over tiles of v[tile][P] (x) m[tile][V * LANES]
INLINE void gradient_tile_of_block(const float *v, int C, const float *m, float *du, int count, const int P, const int V) {
  VEC a[TALL][2];
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) a[i][j] = (VEC){0};
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
    for (int j = 0; j < V; j++) {
      float *sum = du + (i * V + j) * LANES;
      store(sum, load(sum) + a[i][j]);
    }
}

/// du[components][C][V * LANES] += v[components][tile][C] (x) m[components][tile][V * LANES]
INLINE void gradients_(const Tiling *g, const float *v, int C, const float *m, float *du, int count, const int V) {
  for (int k = 0; k < COMPONENTS(g->step); k++, du += (long)C * V * LANES) {
#define TILE(P, c) gradient_tile_of_block(v + k * g->v + (c), C, m + k * g->m, du + (long)(c) * V * LANES, count, P, V)
    FOR_ROWS(C, TILE);
#undef TILE
  }
}

static void winograd_weight_gradient(View x, View g, float *dw, int images, int H, int W, int C, int O, int step, float *v, float *m) {
  const int V = O % (2 * LANES) == 0 ? 2 : 1;
  const Tiling tiling = tiling_of(images, H, W, C, V * LANES, step);
  for (int first = 0; first < tiling.total; first += tiling.block) {
    const int count = in_block(&tiling, first);
    inputs(&tiling, x, C, v, first);
    for (int o = 0; o < O; o += V * LANES) {
      View from = g;
      from.data += o;
      adjoints(&tiling, from, m, first, V);
      float *du = dw + (long)o * COMPONENTS(step) * C;
      if (V == 2) gradients_(&tiling, v, C, m, du, count, 2);
      else gradients_(&tiling, v, C, m, du, count, 1);
    }
  }
}
