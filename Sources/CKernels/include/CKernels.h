// The hot loops, compiled from one source for each vector width; every width gives the same bits.
//
// Shapes: N images, H x W pixels, C input and O output channels, K x K taps; all arrays are float32, row-major, channels last.
// "Padded" means a border of one zero pixel: an image of [H + 2, W + 2, C], given by a view of its interior.
// Fixed orders make the bits the same: an output of a direct convolution is one chain of multiply-adds over taps, then input channels; for
// Winograd's see Winograd.h; a sum over pixels is one chain in pixel order for each channel; sums over images are folded by the caller.
#pragma once

/// A view of [images, H, W, channels]: the first element and the strides of the leading axes, in floats.
typedef struct {
  float *data;
  long image, row, pixel;
} View;

/// The last step of a convolution, applied to each output before it is stored. `residual` and the signs have the strides of the output: bit k of
/// the signs (bit k % 8 of byte k / 8) is set if the element k floats after the output's first is above zero.
typedef enum {
  EpiloguePlain,             // y
  EpilogueBiasReLU,          // relu(y + bias), whose signs are kept unless `signs` is null
  EpilogueBiasResidualReLU,  // relu(y + bias + residual), likewise
  EpilogueMask,              // y where `mask` has a sign, else 0
  EpilogueResidualMask,      // y + residual likewise
} EpilogueKind;

typedef struct {
  EpilogueKind kind;
  const float *bias, *residual;
  const unsigned char *mask;
  unsigned char *signs;
} Epilogue;

/// The form in which a layer stores the adjoint of its batch normalisation's output.
typedef enum {
  AdjointStored,  // g [H, W, O]
  AdjointShared,  // the mean over branches: g [H, W, O / branches], each branch gets 1 / branches of it
  AdjointPooled,  // 2 x 2 average pooling after a ReLU: g [H / 2, W / 2, O]
} AdjointSource;

/// The coefficients of a batch normalisation, `channels` floats each:
/// 0-1 output = a y + b; 2-4 tangent = t1 yt + t2 y + t3; 5-7 adjoint u = u1 g + u2 y + u3;
/// 8-12 second adjoint = v1 gf + v2 g + v3 yt + v4 y + v5.
enum { CoefficientOutput = 0, CoefficientTangent = 2, CoefficientAdjoint = 5, CoefficientSecond = 8, CoefficientCount = 13 };

/// One batch-normalised layer as the pointwise kernels see it, for one image.
typedef struct {
  int height, width, channels, branches;
  const float *y;             // [H, W, channels] raw output of the convolution
  const float *tangent;       // [H, W, channels] its tangent
  const float *mean;          // [channels]
  const float *coefficients;  // [CoefficientCount, channels]
  AdjointSource source;
  const float *adjoint;       // kept by the adjoint pass, as `source` says
  const float *second;        // the same of the second adjoint pass
} Normalised;

/// Components of a tile in the transformed domain of F(step x step, 3 x 3).
#define COMPONENTS(step) (((step) + 2) * ((step) + 2))
/// Tiles that the Winograd kernels transform at once, for C input channels.
int winograd_block(int C, int step);

/// The kernels of one vector width. C and O (of a group) must be multiples of `lanes` unless stated otherwise.
typedef struct Kernels {
  const char *name;
  int lanes;

  /// y = x * w, K = 3 (x padded) or 1; w [O / tile, K, K, C, tile]; any C.
  void (*convolve)(View x, const float *w, View y, int images, int H, int W, int C, int O, int K, Epilogue e);
  /// The same for K = 3 by F(step x step, 3 x 3), step = 2 or 4; H and W multiples of it; w [O / tile, COMPONENTS(step), C, tile]; v, m: scratch (see
  /// winograd_scratch_v, _m).
  void (*winograd)(View x, const float *w, View y, int images, int H, int W, int C, int O, int step, Epilogue e, float *v, float *m);
  /// dw [O / tile, K, K, C, tile] += x (x) g; any C.
  void (*weight_gradient)(View x, View g, float *dw, int images, int H, int W, int C, int O, int K);
  /// The same in the transformed domain: dw [O / tile, COMPONENTS(step), C, tile].
  void (*winograd_weight_gradient)(View x, View g, float *dw, int images, int H, int W, int C, int O, int step, float *v, float *m);

  /// Packs w [O, C, K, K] (one group) for `winograd` with this step, or for `convolve` if the step is 0. `transposed`: O and C exchanged and taps
  /// flipped, for the gradient with respect to the input. Output channels are padded with zeros to a multiple of the tile.
  void (*pack)(const float *w, int O, int C, int K, int transposed, int step, int tile, float *packed);
  /// The reverse for a gradient: dw [O, C, K, K] = or += what the weight-gradient kernels left in `packed`.
  void (*unpack_gradient)(const float *packed, int O, int C, int K, int step, int tile, int accumulate, float *dw);

  // Prologues: write the input of the next convolution to `out` (its data may be null where noted), for one image.
  void (*copy)(const float *x, View out, int H, int W, int C);
  void (*relu)(const Normalised *l, View out);
  void (*relu_tangent)(const Normalised *l, View out, View tangent);  // out may be null
  /// a = relu(mean over branches + residual); residual and out may be null.
  void (*join)(const Normalised *l, const float *residual, float *a, View out);
  void (*join_tangent)(const Normalised *l, const float *residual, const float *a, float *tangent, View out);
  /// a [H / 2, W / 2, channels] = average of relu over 2 x 2 pixels; out may be null.
  void (*pool)(const Normalised *l, float *a, View out);
  void (*pool_tangent)(const Normalised *l, float *tangent, View out);
  void (*adjoint)(const Normalised *l, View out);
  void (*second_adjoint)(const Normalised *l, View out, View adjoint);

  // Sums over the pixels of one image, `channels` floats each.
  void (*sums)(const Normalised *l, float *out);            // y - y0, (y - y0)^2 with y0 the first pixel's value, then y0
  void (*adjoint_sums)(const Normalised *l, const float *g, float *out);   // g, g (y - mean), with g read as `source` says
  void (*tangent_sums)(const Normalised *l, float *out);    // yt, yt (y - mean), yt g
  void (*mask_sums)(const Normalised *l, float *g, float *out);            // masks g by the ReLU's output, then as adjoint_sums
  /// e = a > 0 ? e + more : 0; a and more may be null.
  void (*mask_add)(float *e, const float *a, const float *more, long count);

  // Evaluation: 2 x 2 average pooling of padded images and its adjoint; signs as in an epilogue.
  void (*average)(View x, View y, unsigned char *signs, int H, int W, int C);                   // y [H / 2, W / 2]; signs may be null
  void (*average_adjoint)(View g, const unsigned char *mask, View out, int H, int W, int C);  // out [H, W] = g / 4 where there is a sign

  /// pieces[0][i] += pieces[1][i] + ... in that order, for i in from..<to.
  void (*fold)(float *const *pieces, int count, long from, long to);
  /// m = momentum m + (g + decay w); w -= rate m (or rate (g + momentum m) with Nesterov's).
  void (*descend)(float *w, float *m, const float *g, long count, float rate, float momentum, float decay, int nesterov);
  /// Multiply-adds in `turns` x 12 independent vectors: the measured peak. Returns a value that depends on all of them.
  float (*peak)(long turns);
} Kernels;

/// The kernels of a width by name (avx512, avx2, fma, portable), or null if this machine does not support it.
const Kernels *kernels_named(const char *name);
/// The widest kernels that this machine supports.
const Kernels *kernels_best(void);
/// The next narrower kernels, for layers whose channels are not a multiple of `lanes`; null after the last.
const Kernels *kernels_narrower(const Kernels *k);

/// Output channels that the kernels compute at once: 2 x lanes if O is a multiple of it, else lanes.
int kernels_tile(const Kernels *k, int O);
/// Floats of scratch for one thread of the Winograd kernels, for inputs of at most C channels.
long winograd_scratch_v(int C);
long winograd_scratch_m(int tile);

/// The spin-wait hint of the processor.
void kernels_pause(void);
