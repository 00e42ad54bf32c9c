// Batch normalisation, ReLU, the mean over branches and pooling, as the prologue of the next convolution: one pass through an
// image that writes its padded input. A ReLU's mask is recomputed from the raw output (a y + b > 0), not stored.

INLINE const float *coefficient(const Normalised *l, int i) { return l->coefficients + (long)i * l->channels; }
INLINE VEC output_of(const Normalised *l, long at, int c) {
  return multiply_add(load(l->y + at), load(coefficient(l, 0) + c), load(coefficient(l, 1) + c));
}
INLINE VEC tangent_of(const Normalised *l, long at, int c) {
  return multiply_add(
      load(l->tangent + at), load(coefficient(l, 2) + c),
      multiply_add(load(l->y + at), load(coefficient(l, 3) + c), load(coefficient(l, 4) + c)));
}
/// The adjoint of the normalised output at pixel (r, p), channel c; `y` the raw output there.
INLINE VEC adjoint_at(const Normalised *l, const AdjointSource source, const float *g, int r, int p, int c, VEC y) {
  if (source == AdjointStored) return load(g + ((long)r * l->width + p) * l->channels + c);
  if (source == AdjointShared) {
    int width = l->channels / l->branches;
    return splat(1.0f / l->branches) * load(g + ((long)r * l->width + p) * width + c % width);
  }
  VEC out = multiply_add(y, load(coefficient(l, 0) + c), load(coefficient(l, 1) + c));
  return keep(out, splat(.25f) * load(g + ((long)(r / 2) * (l->width / 2) + p / 2) * l->channels + c));
}
#define FOR_SOURCE(l, body)                            \
  switch ((l)->source) {                               \
    case AdjointStored: body(AdjointStored); break;    \
    case AdjointShared: body(AdjointShared); break;    \
    case AdjointPooled: body(AdjointPooled); break;    \
  }
#define FOR_PIXELS(H, W, C)         \
  for (int r = 0; r < (H); r++)     \
    for (int p = 0; p < (W); p++)   \
      for (int c = 0; c < (C); c += LANES)
#define AT(view) ((view).data + r * (view).row + p * (view).pixel + c)

/// Any C.
static void copy(const float *x, View out, int H, int W, int C) {
  for (int r = 0; r < H; r++)
    for (int p = 0; p < W; p++)
      for (int c = 0; c < C; c++) *AT(out) = x[((long)r * W + p) * C + c];
}

static void relu(const Normalised *l, View out) {
  FOR_PIXELS(l->height, l->width, l->channels) store(AT(out), rectify(output_of(l, ((long)r * l->width + p) * l->channels + c, c)));
}

static void relu_tangent(const Normalised *l, View out, View tangent) {
  FOR_PIXELS(l->height, l->width, l->channels) {
    long at = ((long)r * l->width + p) * l->channels + c;
    VEC o = output_of(l, at, c);
    if (out.data) store(AT(out), rectify(o));
    store(AT(tangent), keep(o, tangent_of(l, at, c)));
  }
}

static void join(const Normalised *l, const float *residual, float *a, View out) {
  const int width = l->channels / l->branches;
  const VEC share = splat(1.0f / l->branches);
  FOR_PIXELS(l->height, l->width, width) {
    long pixel = (long)r * l->width + p, at = pixel * width + c;
    VEC sum = output_of(l, pixel * l->channels + c, c);
    for (int b = 1; b < l->branches; b++) sum += output_of(l, pixel * l->channels + b * width + c, b * width + c);
    VEC v = residual ? multiply_add(sum, share, load(residual + at)) : sum * share;
    v = rectify(v);
    store(a + at, v);
    if (out.data) store(AT(out), v);
  }
}

static void join_tangent(const Normalised *l, const float *residual, const float *a, float *tangent, View out) {
  const int width = l->channels / l->branches;
  const VEC share = splat(1.0f / l->branches);
  FOR_PIXELS(l->height, l->width, width) {
    long pixel = (long)r * l->width + p, at = pixel * width + c;
    VEC sum = tangent_of(l, pixel * l->channels + c, c);
    for (int b = 1; b < l->branches; b++) sum += tangent_of(l, pixel * l->channels + b * width + c, b * width + c);
    VEC v = residual ? multiply_add(sum, share, load(residual + at)) : sum * share;
    v = keep(load(a + at), v);
    store(tangent + at, v);
    if (out.data) store(AT(out), v);
  }
}

static void pool(const Normalised *l, float *a, View out) {
  const int H = l->height / 2, W = l->width / 2, C = l->channels;
  FOR_PIXELS(H, W, C) {
    VEC sum = {0};
    for (int i = 0; i < 4; i++) sum += rectify(output_of(l, ((long)(2 * r + i / 2) * l->width + 2 * p + i % 2) * C + c, c));
    sum *= splat(.25f);
    store(a + ((long)r * W + p) * C + c, sum);
    if (out.data) store(AT(out), sum);
  }
}

static void pool_tangent(const Normalised *l, float *tangent, View out) {
  const int H = l->height / 2, W = l->width / 2, C = l->channels;
  FOR_PIXELS(H, W, C) {
    VEC sum = {0};
    for (int i = 0; i < 4; i++) {
      long at = ((long)(2 * r + i / 2) * l->width + 2 * p + i % 2) * C + c;
      sum += keep(output_of(l, at, c), tangent_of(l, at, c));
    }
    sum *= splat(.25f);
    store(tangent + ((long)r * W + p) * C + c, sum);
    if (out.data) store(AT(out), sum);
  }
}

INLINE void adjoint_(const Normalised *l, View out, const AdjointSource source) {
  FOR_PIXELS(l->height, l->width, l->channels) {
    VEC y = load(l->y + ((long)r * l->width + p) * l->channels + c), g = adjoint_at(l, source, l->adjoint, r, p, c, y);
    store(AT(out), multiply_add(g, load(coefficient(l, 5) + c), multiply_add(y, load(coefficient(l, 6) + c), load(coefficient(l, 7) + c))));
  }
}
static void adjoint(const Normalised *l, View out) {
#define BODY(source) adjoint_(l, out, source)
  FOR_SOURCE(l, BODY)
#undef BODY
}

INLINE void second_adjoint_(const Normalised *l, View out, View first, const AdjointSource source) {
  FOR_PIXELS(l->height, l->width, l->channels) {
    long at = ((long)r * l->width + p) * l->channels + c;
    VEC y = load(l->y + at), g = adjoint_at(l, source, l->adjoint, r, p, c, y), f = adjoint_at(l, source, l->second, r, p, c, y);
    store(AT(first), multiply_add(g, load(coefficient(l, 5) + c), multiply_add(y, load(coefficient(l, 6) + c), load(coefficient(l, 7) + c))));
    VEC v = multiply_add(y, load(coefficient(l, 11) + c), load(coefficient(l, 12) + c));
    v = multiply_add(load(l->tangent + at), load(coefficient(l, 10) + c), v);
    v = multiply_add(g, load(coefficient(l, 9) + c), v);
    store(AT(out), multiply_add(f, load(coefficient(l, 8) + c), v));
  }
}
static void second_adjoint(const Normalised *l, View out, View first) {
#define BODY(source) second_adjoint_(l, out, first, source)
  FOR_SOURCE(l, BODY)
#undef BODY
}

static void mask_add(float *e, const float *a, const float *more, long count) {
  for (long i = 0; i < count; i += LANES) {
    VEC v = load(e + i);
    if (more) v += load(more + i);
    if (a) v = keep(load(a + i), v);
    store(e + i, v);
  }
}

static void average(View x, View y, unsigned char *signs, int H, int W, int C) {
  FOR_PIXELS(H / 2, W / 2, C) {
    const float *s = x.data + 2 * r * x.row + 2 * p * x.pixel + c;
    VEC sum = load(s);
    sum += load(s + x.pixel);
    sum += load(s + x.row);
    sum += load(s + x.row + x.pixel);
    sum *= splat(.25f);
    store(AT(y), sum);
    if (signs) store_signs(signs, AT(y) - y.data, sum);
  }
}

static void average_adjoint(View g, const unsigned char *mask, View out, int H, int W, int C) {
  FOR_PIXELS(H, W, C) {
    float *o = AT(out);
    store(o, keep_signs(mask, o - out.data, splat(.25f) * load(g.data + (r / 2) * g.row + (p / 2) * g.pixel + c)));
  }
}
