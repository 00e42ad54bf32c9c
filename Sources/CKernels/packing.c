// Between the weights of a file, [O, C, K, K] as PyTorch has them, and what the kernels read. Plain C: the same bits at any width.
#include "CKernels.h"
#include <string.h>
#pragma STDC FP_CONTRACT OFF

/// u[4][4] = G w G^T, G = [1 0 0; .5 .5 .5; .5 -.5 .5; 0 0 1]
static inline void transform(const float w[9], float u[16]) {
  float t[4][3];
  for (int b = 0; b < 3; b++) {
    float x = w[b], y = w[3 + b], z = w[6 + b], s = x + z;
    t[0][b] = x, t[1][b] = .5f * (s + y), t[2][b] = .5f * (s - y), t[3][b] = z;
  }
  for (int i = 0; i < 4; i++) {
    float x = t[i][0], y = t[i][1], z = t[i][2], s = x + z;
    u[4 * i] = x, u[4 * i + 1] = .5f * (s + y), u[4 * i + 2] = .5f * (s - y), u[4 * i + 3] = z;
  }
}

/// w[3][3] = G^T u G
static inline void transform_gradient(const float u[16], float w[9]) {
  float t[3][4];
  for (int j = 0; j < 4; j++) {
    float s = .5f * (u[4 + j] + u[8 + j]), d = .5f * (u[4 + j] - u[8 + j]);
    t[0][j] = u[j] + s, t[1][j] = d, t[2][j] = s + u[12 + j];
  }
  for (int a = 0; a < 3; a++) {
    float s = .5f * (t[a][1] + t[a][2]), d = .5f * (t[a][1] - t[a][2]);
    w[3 * a] = t[a][0] + s, w[3 * a + 1] = d, w[3 * a + 2] = s + t[a][3];
  }
}

void pack_weights(const float *w, int O, int C, int K, int transposed, int winograd, int tile, float *packed) {
  const int taps = K * K, outputs = transposed ? C : O, inputs = transposed ? O : C, parts = winograd ? 16 : taps;
  for (int o = 0; o < (outputs + tile - 1) / tile * tile; o++) {
    float *block = packed + (long)(o / tile) * parts * inputs * tile + o % tile;
    for (int c = 0; c < inputs; c++) {
      float flat[9] = {0}, u[16];
      const float *values = flat;
      if (o < outputs) {
        const float *s = w + ((long)(transposed ? c : o) * C + (transposed ? o : c)) * taps;
        for (int k = 0; k < taps; k++) flat[k] = s[transposed ? taps - 1 - k : k];
      }
      if (winograd) transform(flat, u), values = u;
      for (int k = 0; k < parts; k++) block[((long)k * inputs + c) * tile] = values[k];
    }
  }
}

void unpack_gradient(const float *packed, int O, int C, int K, int winograd, int tile, int accumulate, float *dw) {
  const int taps = K * K, parts = winograd ? 16 : taps;
  for (int o = 0; o < O; o++) {
    const float *block = packed + (long)(o / tile) * parts * C * tile + o % tile;
    for (int c = 0; c < C; c++) {
      float u[16], w[9], *d = dw + ((long)o * C + c) * taps;
      for (int k = 0; k < parts; k++) u[k] = block[((long)k * C + c) * tile];
      const float *values = u;
      if (winograd) transform_gradient(u, w), values = w;
      for (int k = 0; k < taps; k++) d[k] = accumulate ? d[k] + values[k] : values[k];
    }
  }
}
