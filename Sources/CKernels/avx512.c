// 16 lanes, 32 registers. Without min_vector_width clang splits every vector in two.
#if defined(__x86_64__)
#define LANES 16
#define TALL 8
#define KERNELS kernels_avx512
#define TITLE "avx512"
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#include "Table.h"
#pragma clang attribute pop
#endif
