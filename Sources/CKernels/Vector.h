// One vector of LANES floats and what the kernels do with it. Multiply-adds are fused where the source says so and nowhere else.
#include "CKernels.h"
#pragma STDC FP_CONTRACT OFF

// Register tiles are arrays of a constant size, of which the constant arguments of an inlined function say how much is used: an
// array sized by an argument would live on the stack.
#define INLINE static inline __attribute__((always_inline))

typedef float VEC __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int MASK __attribute__((vector_size(4 * LANES), aligned(4)));

INLINE VEC load(const float *p) { return *(const VEC *)p; }
INLINE void store(float *p, VEC v) { *(VEC *)p = v; }
INLINE VEC splat(float s) {
  VEC r;
#pragma unroll
  for (int i = 0; i < LANES; i++) r[i] = s;
  return r;
}
INLINE VEC multiply_add(VEC a, VEC b, VEC c) { return __builtin_elementwise_fma(a, b, c); }
/// c > 0 ? v : 0
INLINE VEC keep(VEC c, VEC v) { return (VEC)((MASK)(c > 0) & (MASK)v); }
/// v < 0 ? 0 : v: a NaN stays a NaN.
INLINE VEC rectify(VEC v) { return (VEC)((MASK)v & ~(MASK)(v < 0)); }

INLINE VEC finish(VEC v, const EpilogueKind kind, const Epilogue *e, int channel, long at) {
  if (kind == EpilogueBiasReLU || kind == EpilogueBiasResidualReLU) v += load(e->bias + channel);
  if (kind == EpilogueBiasResidualReLU || kind == EpilogueResidualMask) v += load(e->residual + at);
  if (kind == EpilogueBiasReLU || kind == EpilogueBiasResidualReLU) v = rectify(v);
  if (kind == EpilogueMask || kind == EpilogueResidualMask) v = keep(load(e->mask + at), v);
  return v;
}
/// One instance of `body(kind)` for each epilogue.
#define FOR_EPILOGUE(kind, body)                                                  \
  switch (kind) {                                                                 \
    case EpiloguePlain: body(EpiloguePlain); break;                               \
    case EpilogueBiasReLU: body(EpilogueBiasReLU); break;                         \
    case EpilogueBiasResidualReLU: body(EpilogueBiasResidualReLU); break;         \
    case EpilogueMask: body(EpilogueMask); break;                                 \
    case EpilogueResidualMask: body(EpilogueResidualMask); break;                 \
  }

/// Rows of a register tile: as many of the tall kind as leave a multiple of four.
INLINE int tall_rows(int count, int tall) {
  int n = count / tall;
  while (n > 0 && (count - n * tall) % 4) n--;
  return n * tall;
}
/// Calls `body(rows, from)` over 0..<count in register tiles of TALL, 4 and 1 rows.
#define FOR_ROWS(count, body)                          \
  do {                                                 \
    int at_ = 0, tall_ = tall_rows(count, TALL);       \
    for (; at_ < tall_; at_ += TALL) body(TALL, at_);  \
    for (; at_ + 4 <= (count); at_ += 4) body(4, at_); \
    for (; at_ < (count); at_++) body(1, at_);         \
  } while (0)
