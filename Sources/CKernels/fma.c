// 4 lanes with fused multiply-add: the remaining x86-64 processors with FMA, and the narrowest width that is fast
// enough for tests.
#if defined(__x86_64__)
#define LANES 4
#define TALL 6
#define KERNELS kernels_fma
#define TITLE "fma"
#pragma clang attribute push(__attribute__((target("fma"))), apply_to = function)
#include "Table.h"
#pragma clang attribute pop
#endif
