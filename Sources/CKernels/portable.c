// 4 lanes on any processor. Where there is no fused multiply-add (old x86-64) each is a call of fmaf: slow, the same bits.
#define LANES 4
#define TALL 6
#define KERNELS kernels_portable
#define TITLE "portable"
#include "Table.h"
