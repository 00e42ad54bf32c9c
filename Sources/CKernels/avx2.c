// 8 lanes, 16 registers: a taller tile would spill.
#if defined(__x86_64__)
#define LANES 8
#define TALL 6
#define KERNELS kernels_avx2
#define TITLE "avx2"
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "Table.h"
#pragma clang attribute pop
#endif
