#include "CKernels.h"
int kernels_stub(void) { return 0; }
