// Selects the kernels that this machine supports.
#include "CKernels.h"
#include <stddef.h>
#include <string.h>

extern const Kernels kernels_portable;
#if defined(__x86_64__)
extern const Kernels kernels_avx512, kernels_avx2, kernels_fma;

static int supported(const Kernels *k) {
  __builtin_cpu_init();
  if (k == &kernels_avx512) return __builtin_cpu_supports("x86-64-v4");
  if (k == &kernels_avx2) return __builtin_cpu_supports("x86-64-v3");
  if (k == &kernels_fma) return __builtin_cpu_supports("fma");
  return 1;
}
static const Kernels *const all[] = {&kernels_avx512, &kernels_avx2, &kernels_fma, &kernels_portable};
#else
static int supported(const Kernels *k) { return k != NULL; }
static const Kernels *const all[] = {&kernels_portable};
#endif
enum { COUNT = sizeof all / sizeof *all };

const Kernels *kernels_named(const char *name) {
  for (int i = 0; i < COUNT; i++)
    if (!strcmp(all[i]->name, name)) return supported(all[i]) ? all[i] : NULL;
  return NULL;
}

const Kernels *kernels_best(void) {
  for (int i = 0; i < COUNT; i++)
    if (supported(all[i])) return all[i];
  return NULL;
}

const Kernels *kernels_narrower(const Kernels *k) {
  for (int i = 0; i < COUNT; i++)
    if (all[i]->lanes < k->lanes && supported(all[i])) return all[i];
  return NULL;
}

int kernels_tile(const Kernels *k, int O) { return O % (2 * k->lanes) == 0 ? 2 * k->lanes : k->lanes; }
int winograd_block(int C, int step) { return step == 4 && C >= 128 ? 16 : 32; }
long winograd_scratch_v(int C) {
  const int narrow = C < 128 ? C : 128;  // whose blocks are larger
  const long most = 16 * C > 32 * narrow ? 16 * C : 32 * narrow;
  return COMPONENTS(4) * (most + 16) > COMPONENTS(2) * (32L * C + 16) ? COMPONENTS(4) * (most + 16) : COMPONENTS(2) * (32L * C + 16);
}
long winograd_scratch_m(int tile) { return COMPONENTS(4) * (32L * tile + 16); }

void kernels_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
