// Direct convolution, K = 3 or 1, and its weight gradient. A register tile is P pixels of a row by V vectors of output channels.

INLINE void direct_tile(
    const float *x, long row, long pixel, const float *w, float *y, long y_pixel, int C, const int K, const int P, const int V,
    const EpilogueKind kind, const Epilogue *e, int channel, long at) {
  VEC a[TALL][2];
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++) a[i][j] = (VEC){0};
  for (int k = 0; k < K * K; k++) {
    const float *s = x + (k / K) * row + (k % K) * pixel;
    for (int c = 0; c < C; c++, w += V * LANES) {
      VEC t[2];
#pragma unroll
      for (int j = 0; j < V; j++) t[j] = load(w + j * LANES);
#pragma unroll
      for (int i = 0; i < P; i++) {
        VEC b = splat(s[i * pixel + c]);
#pragma unroll
        for (int j = 0; j < V; j++) a[i][j] = multiply_add(t[j], b, a[i][j]);
      }
    }
  }
#pragma unroll
  for (int i = 0; i < P; i++)
#pragma unroll
    for (int j = 0; j < V; j++)
      store(y + i * y_pixel + j * LANES, finish(a[i][j], kind, e, channel + j * LANES, at + i * y_pixel + j * LANES));
}

INLINE void direct_image(View x, const float *w, View y, int H, int W, int C, int O, const int K, const int V, const EpilogueKind kind, const Epilogue *e, long at) {
  const float *corner = x.data - (K / 2) * (x.row + x.pixel);
  for (int o = 0; o < O; o += V * LANES)
    for (int r = 0; r < H; r++) {
#define TILE(P, p)                                                                                                            \
  direct_tile(corner + r * x.row + (p) * x.pixel, x.row, x.pixel, w + (long)o * K * K * C, y.data + r * y.row + (p) * y.pixel + o, \
              y.pixel, C, K, P, V, kind, e, o, at + r * y.row + (p) * y.pixel + o)
      FOR_ROWS(W, TILE);
#undef TILE
    }
}

static void convolve(View x, const float *w, View y, int images, int H, int W, int C, int O, int K, Epilogue e) {
  const int wide = O % (2 * LANES) == 0;
  for (int n = 0; n < images; n++) {
    View xn = x, yn = y;
    xn.data += n * x.image, yn.data += n * y.image;
#define IMAGE(kind)                                                              \
  if (K == 1 && wide) direct_image(xn, w, yn, H, W, C, O, 1, 2, kind, &e, n * y.image); \
  else if (K == 1) direct_image(xn, w, yn, H, W, C, O, 1, 1, kind, &e, n * y.image);    \
  else if (wide) direct_image(xn, w, yn, H, W, C, O, 3, 2, kind, &e, n * y.image);      \
  else direct_image(xn, w, yn, H, W, C, O, 3, 1, kind, &e, n * y.image)
    FOR_EPILOGUE(e.kind, IMAGE)
#undef IMAGE
  }
}

/// dw[j][i] for J taps of a row, I input channels, V vectors, over `rows` rows.
INLINE void gradient_tile(const float *x, long x_row, long x_pixel, const float *g, long g_row, long g_pixel, float *dw, long tap, int rows, int W, const int J, const int I, const int V) {
  VEC a[3][8][2];
#pragma unroll
  for (int j = 0; j < J; j++)
#pragma unroll
    for (int i = 0; i < I; i++)
#pragma unroll
      for (int v = 0; v < V; v++) a[j][i][v] = load(dw + j * tap + (i * V + v) * LANES);
  for (int r = 0; r < rows; r++) {
    const float *s = x + r * x_row, *q = g + r * g_row;
#pragma clang loop unroll(disable)
    for (int p = 0; p < W; p++, s += x_pixel, q += g_pixel) {
      VEC t[2];
#pragma unroll
      for (int v = 0; v < V; v++) t[v] = load(q + v * LANES);
      __asm__("" : "+r"(s));  // otherwise clang keeps a broadcast for the next pixel in a scalar register
#pragma unroll
      for (int j = 0; j < J; j++)
#pragma unroll
        for (int i = 0; i < I; i++) {
          VEC b = splat(s[j * x_pixel + i]);
#pragma unroll
          for (int v = 0; v < V; v++) a[j][i][v] = multiply_add(t[v], b, a[j][i][v]);
        }
    }
  }
#pragma unroll
  for (int j = 0; j < J; j++)
#pragma unroll
    for (int i = 0; i < I; i++)
#pragma unroll
      for (int v = 0; v < V; v++) store(dw + j * tap + (i * V + v) * LANES, a[j][i][v]);
}

INLINE void gradient_band(View x, View g, float *dw, int rows, int W, int C, int O, const int K, const int V) {
  const float *corner = x.data - (K / 2) * (x.row + x.pixel);
  const int I = K == 3 ? (TALL > 6 ? 4 : 2) : (TALL > 6 ? 8 : 4);
  const long tap = (long)C * V * LANES;
  for (int o = 0; o < O; o += V * LANES)
    for (int k = 0; k < K; k++) {
      float *d = dw + (long)o * K * K * C + k * K * tap;
      const float *s = corner + k * x.row;
      int c = 0;
      for (; c + I <= C; c += I) gradient_tile(s + c, x.row, x.pixel, g.data + o, g.row, g.pixel, d + c * V * LANES, tap, rows, W, K, I, V);
      for (; c < C; c++) gradient_tile(s + c, x.row, x.pixel, g.data + o, g.row, g.pixel, d + c * V * LANES, tap, rows, W, K, 1, V);
    }
}

static void weight_gradient(View x, View g, float *dw, int images, int H, int W, int C, int O, int K) {
  const int wide = O % (2 * LANES) == 0, band = 256 / W > 0 ? 256 / W : 1;  // rows that stay in the first cache
  for (int n = 0; n < images; n++)
    for (int r = 0; r < H; r += band) {
      View xn = x, gn = g;
      xn.data += n * x.image + r * x.row, gn.data += n * g.image + r * g.row;
      const int rows = H - r < band ? H - r : band;
      if (K == 1 && wide) gradient_band(xn, gn, dw, rows, W, C, O, 1, 2);
      else if (K == 1) gradient_band(xn, gn, dw, rows, W, C, O, 1, 1);
      else if (wide) gradient_band(xn, gn, dw, rows, W, C, O, 3, 2);
      else gradient_band(xn, gn, dw, rows, W, C, O, 3, 1);
    }
}
