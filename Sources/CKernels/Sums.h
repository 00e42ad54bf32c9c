// Sums over the pixels of one image, one chain in pixel order for each channel, several vectors of channels at a time.

enum { SUM_VECTORS = 4 };
/// Calls `body(vectors, first channel)` over the channels.
#define FOR_CHANNELS(C, body)                                                                     \
  do {                                                                                            \
    int c_ = 0;                                                                                   \
    for (; c_ + SUM_VECTORS * LANES <= (C); c_ += SUM_VECTORS * LANES) body(SUM_VECTORS, c_);     \
    for (; c_ < (C); c_ += LANES) body(1, c_);                                                    \
  } while (0)

INLINE void sums_(const Normalised *l, float *out, const int V, int first) {
  const int C = l->channels, pixels = l->height * l->width;
  VEC a[SUM_VECTORS], b[SUM_VECTORS], shift[SUM_VECTORS];
#pragma unroll
  for (int i = 0; i < V; i++) a[i] = b[i] = (VEC){0}, shift[i] = load(l->y + first + i * LANES);
  const float *q = l->y + first;
  for (int p = 0; p < pixels; p++, q += C)
#pragma unroll
    for (int i = 0; i < V; i++) {
      VEC v = load(q + i * LANES) - shift[i];
      a[i] += v;
      b[i] = multiply_add(v, v, b[i]);
    }
#pragma unroll
  for (int i = 0; i < V; i++) {
    float *o = out + first + i * LANES;
    store(o, a[i]), store(o + C, b[i]), store(o + 2 * C, shift[i]);
  }
}
static void sums(const Normalised *l, float *out) {
#define BODY(V, c) sums_(l, out, V, c)
  FOR_CHANNELS(l->channels, BODY);
#undef BODY
}

INLINE void adjoint_sums_(const Normalised *l, const float *g, float *out, const AdjointSource source, const int V, int first) {
  const int C = l->channels;
  VEC a[SUM_VECTORS], b[SUM_VECTORS];
#pragma unroll
  for (int i = 0; i < V; i++) a[i] = b[i] = (VEC){0};
  for (int r = 0; r < l->height; r++)
    for (int p = 0; p < l->width; p++)
#pragma unroll
      for (int i = 0; i < V; i++) {
        int c = first + i * LANES;
        VEC y = load(l->y + ((long)r * l->width + p) * C + c), v = adjoint_at(l, source, g, r, p, c, y);
        a[i] += v;
        b[i] = multiply_add(v, y - load(l->mean + c), b[i]);
      }
#pragma unroll
  for (int i = 0; i < V; i++) store(out + first + i * LANES, a[i]), store(out + C + first + i * LANES, b[i]);
}
static void adjoint_sums(const Normalised *l, const float *g, float *out) {
#define CHANNELS(V, c) adjoint_sums_(l, g, out, source_, V, c)
#define BODY(source)                   \
  {                                    \
    const AdjointSource source_ = source; \
    FOR_CHANNELS(l->channels, CHANNELS);  \
  }
  FOR_SOURCE(l, BODY)
#undef BODY
#undef CHANNELS
}

INLINE void tangent_sums_(const Normalised *l, float *out, const AdjointSource source, const int V, int first) {
  const int C = l->channels;
  VEC a[SUM_VECTORS], b[SUM_VECTORS], d[SUM_VECTORS];
#pragma unroll
  for (int i = 0; i < V; i++) a[i] = b[i] = d[i] = (VEC){0};
  for (int r = 0; r < l->height; r++)
    for (int p = 0; p < l->width; p++)
#pragma unroll
      for (int i = 0; i < V; i++) {
        int c = first + i * LANES;
        long at = ((long)r * l->width + p) * C + c;
        VEC y = load(l->y + at), t = load(l->tangent + at);
        a[i] += t;
        b[i] = multiply_add(t, y - load(l->mean + c), b[i]);
        d[i] = multiply_add(t, adjoint_at(l, source, l->adjoint, r, p, c, y), d[i]);
      }
#pragma unroll
  for (int i = 0; i < V; i++) {
    float *o = out + first + i * LANES;
    store(o, a[i]), store(o + C, b[i]), store(o + 2 * C, d[i]);
  }
}
static void tangent_sums(const Normalised *l, float *out) {
#define CHANNELS(V, c) tangent_sums_(l, out, source_, V, c)
#define BODY(source)                   \
  {                                    \
    const AdjointSource source_ = source; \
    FOR_CHANNELS(l->channels, CHANNELS);  \
  }
  FOR_SOURCE(l, BODY)
#undef BODY
#undef CHANNELS
}

INLINE void mask_sums_(const Normalised *l, float *g, float *out, const int V, int first) {
  const int C = l->channels, pixels = l->height * l->width;
  VEC a[SUM_VECTORS], b[SUM_VECTORS];
#pragma unroll
  for (int i = 0; i < V; i++) a[i] = b[i] = (VEC){0};
  for (int p = 0; p < pixels; p++)
#pragma unroll
    for (int i = 0; i < V; i++) {
      int c = first + i * LANES;
      long at = (long)p * C + c;
      VEC y = load(l->y + at), v = keep(output_of(l, at, c), load(g + at));
      store(g + at, v);
      a[i] += v;
      b[i] = multiply_add(v, y - load(l->mean + c), b[i]);
    }
#pragma unroll
  for (int i = 0; i < V; i++) store(out + first + i * LANES, a[i]), store(out + C + first + i * LANES, b[i]);
}
static void mask_sums(const Normalised *l, float *g, float *out) {
#define BODY(V, c) mask_sums_(l, g, out, V, c)
  FOR_CHANNELS(l->channels, BODY);
#undef BODY
}
