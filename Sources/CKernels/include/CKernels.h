int kernels_stub(void);
