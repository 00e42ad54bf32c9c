// The work on weights in each step: folding the pieces of a gradient in order, and gradient descent.

static void fold(float *const *pieces, int count, long from, long to) {
  for (long i = from; i < to; i += LANES) {
    VEC s = load(pieces[0] + i);
    for (int k = 1; k < count; k++) s += load(pieces[k] + i);
    store(pieces[0] + i, s);
  }
}

/// Any count.
static void descend(float *w, float *m, const float *g, long count, float rate, float momentum, float decay, int nesterov) {
  for (long i = 0; i < count; i++) {
    float d = __builtin_elementwise_fma(decay, w[i], g[i]);
    float v = __builtin_elementwise_fma(momentum, m[i], d);
    m[i] = v;
    w[i] = __builtin_elementwise_fma(-rate, nesterov ? __builtin_elementwise_fma(momentum, v, d) : v, w[i]);
  }
}

static float peak(long turns) {
  VEC a[12], m = splat(.999f), n = splat(.001f);
#pragma unroll
  for (int i = 0; i < 12; i++) a[i] = splat(i * .1f);
  for (long i = 0; i < turns; i++)
#pragma unroll
    for (int j = 0; j < 12; j++) {
      a[j] = multiply_add(a[j], m, n);
#if defined(__x86_64__)
      __asm__ volatile("" : "+v"(a[j]));
#endif
    }
  float s = 0;
#pragma unroll
  for (int i = 0; i < 12; i++) s += a[i][0];
  return s;
}
