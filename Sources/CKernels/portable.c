// 4 lanes on any processor. Without fused multiply-add (old x86-64) each one is a call to fmaf: slow, but the same bits.
#define LANES 4
#define TALL 6
#define KERNELS kernels_portable
#define TITLE "portable"
#include "Table.h"
