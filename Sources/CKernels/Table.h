// The whole library at one width: a file that includes this defines LANES, TALL (pixels of a register tile), KERNELS and TITLE.
#include "Vector.h"

#include "Convolution.h"
#include "Points.h"
#include "Winograd.h"
#include "Packing.h"
#include "Normalise.h"
#include "Sums.h"
#include "Weights.h"

extern const Kernels KERNELS;
const Kernels KERNELS = {
    .name = TITLE, .lanes = LANES,
    .convolve = convolve, .winograd = winograd,
    .weight_gradient = weight_gradient, .winograd_weight_gradient = winograd_weight_gradient,
    .copy = copy, .relu = relu, .relu_tangent = relu_tangent, .join = join, .join_tangent = join_tangent,
    .pool = pool, .pool_tangent = pool_tangent, .adjoint = adjoint, .second_adjoint = second_adjoint,
    .sums = sums, .adjoint_sums = adjoint_sums, .tangent_sums = tangent_sums, .mask_sums = mask_sums, .mask_add = mask_add,
    .average = average, .average_adjoint = average_adjoint,
    .pack = pack, .unpack_gradient = unpack_gradient, .fold = fold, .descend = descend, .peak = peak,
};
