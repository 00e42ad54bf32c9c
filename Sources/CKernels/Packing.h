// Converts between weights [O, C, K, K], as PyTorch stores them, and the kernels' layout, where a vector holds LANES output
// channels.

INLINE void pack_(const float *w, int O, int C, int K, int transposed, int tile, float *packed, const int s) {
  const int taps = K * K, outputs = transposed ? C : O, inputs = transposed ? O : C, parts = s ? COMPONENTS(s) : taps;
  for (int o = 0; o < (outputs + tile - 1) / tile * tile; o += LANES)
    for (int c = 0; c < inputs; c++) {
      float *block = packed + ((long)(o / tile) * parts * inputs + c) * tile + o % tile, flat[9][LANES] = {0};
      for (int i = 0; i < LANES && o + i < outputs; i++) {
        const float *from = w + ((long)(transposed ? c : o + i) * C + (transposed ? o + i : c)) * taps;
        for (int k = 0; k < taps; k++) flat[k][i] = from[transposed ? taps - 1 - k : k];
      }
      if (s == 0) {
        for (int k = 0; k < taps; k++) store(block + (long)k * inputs * tile, load(flat[k]));
        continue;
      }
      VEC t[MostPoints][3];
#pragma unroll
      for (int b = 0; b < 3; b++) {
        VEC column[3] = {load(flat[b]), load(flat[3 + b]), load(flat[6 + b])}, u[MostPoints];
        points_of_taps(column, u, s);
#pragma unroll
        for (int i = 0; i < s + 2; i++) t[i][b] = u[i];
      }
#pragma unroll
      for (int i = 0; i < s + 2; i++) {
        VEC u[MostPoints];
        points_of_taps(t[i], u, s);
#pragma unroll
        for (int j = 0; j < s + 2; j++) store(block + (long)(i * (s + 2) + j) * inputs * tile, u[j]);
      }
    }
}
static void pack(const float *w, int O, int C, int K, int transposed, int step, int tile, float *packed) {
  if (step == 0) pack_(w, O, C, K, transposed, tile, packed, 0);
  else if (step == 2) pack_(w, O, C, K, transposed, tile, packed, 2);
  else pack_(w, O, C, K, transposed, tile, packed, 4);
}

INLINE void unpack_(const float *packed, int O, int C, int K, int tile, int accumulate, float *dw, const int s) {
  const int taps = K * K, parts = s ? COMPONENTS(s) : taps;
  for (int o = 0; o < O; o += LANES)
    for (int c = 0; c < C; c++) {
      const float *block = packed + ((long)(o / tile) * parts * C + c) * tile + o % tile;
      float flat[9][LANES];
      if (s == 0)
        for (int k = 0; k < taps; k++) store(flat[k], load(block + (long)k * C * tile));
      else {
        VEC t[3][MostPoints];
#pragma unroll
        for (int j = 0; j < s + 2; j++) {
          VEC u[MostPoints], w[3];
#pragma unroll
          for (int i = 0; i < s + 2; i++) u[i] = load(block + (long)(i * (s + 2) + j) * C * tile);
          taps_of_points(u, w, s);
#pragma unroll
          for (int a = 0; a < 3; a++) t[a][j] = w[a];
        }
#pragma unroll
        for (int a = 0; a < 3; a++) {
          VEC w[3];
          taps_of_points(t[a], w, s);
#pragma unroll
          for (int b = 0; b < 3; b++) store(flat[3 * a + b], w[b]);
        }
      }
      for (int i = 0; i < LANES && o + i < O; i++) {
        float *to = dw + ((long)(o + i) * C + c) * taps;
        for (int k = 0; k < taps; k++) to[k] = accumulate ? to[k] + flat[k][i] : flat[k][i];
      }
    }
}
static void unpack_gradient(const float *packed, int O, int C, int K, int step, int tile, int accumulate, float *dw) {
  if (step == 0) unpack_(packed, O, C, K, tile, accumulate, dw, 0);
  else if (step == 2) unpack_(packed, O, C, K, tile, accumulate, dw, 2);
  else unpack_(packed, O, C, K, tile, accumulate, dw, 4);
}
