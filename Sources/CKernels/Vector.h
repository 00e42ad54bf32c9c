// One vector of LANES floats and what the kernels do with it. Multiply-adds are fused where the source says so and nowhere else.
#include "CKernels.h"
#pragma STDC FP_CONTRACT OFF

// Register tiles are arrays of constant size, partly used according to the constant arguments of an inlined function: an array
// sized by an argument would be on the stack.
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

typedef _Bool BITS __attribute__((ext_vector_type(LANES)));
/// Bits k.. of `signs` become v > 0; k is a multiple of LANES.
INLINE void store_signs(unsigned char *signs, long k, VEC v) {
  BITS bits = __builtin_convertvector(v > 0, BITS);
#if LANES == 4
  unsigned char four, *byte = signs + k / 8;
  __builtin_memcpy(&four, &bits, 1);
  *byte = k % 8 ? (*byte & 15) | (four << 4) : (*byte & 240) | (four & 15);
#else
  __builtin_memcpy(signs + k / 8, &bits, LANES / 8);
#endif
}
/// v where bits k.. of `signs` are set, else 0.
INLINE VEC keep_signs(const unsigned char *signs, long k, VEC v) {
  BITS bits;
#if LANES == 4
  unsigned char four = signs[k / 8] >> k % 8 & 15;
  __builtin_memcpy(&bits, &four, 1);
#else
  __builtin_memcpy(&bits, signs + k / 8, LANES / 8);
#endif
  return (VEC)(-__builtin_convertvector(bits, MASK) & (MASK)v);
}

INLINE VEC finish(VEC v, const EpilogueKind kind, const Epilogue *e, int channel, long at) {
  if (kind == EpilogueBiasReLU || kind == EpilogueBiasResidualReLU) v += load(e->bias + channel);
  if (kind == EpilogueBiasResidualReLU || kind == EpilogueResidualMask) v += load(e->residual + at);
  if (kind == EpilogueBiasReLU || kind == EpilogueBiasResidualReLU) {
    v = rectify(v);
    if (e->signs) store_signs(e->signs, at, v);
  }
  if (kind == EpilogueMask || kind == EpilogueResidualMask) v = keep_signs(e->mask, at, v);
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

/// The rows covered by tall register tiles: as many tiles as leave a multiple of four rows.
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
