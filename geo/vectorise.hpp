#pragma once

/// Marks a function whose loops are worth the vector instructions of newer processors: it is compiled for several of
/// them, with all it calls inlined, and the best one is chosen when the program starts. The result is the same to the
/// bit, since no operation is reordered and none fused (-ffp-contract=off).
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define THALWEG_VECTORISED __attribute__((target_clones("avx2", "default"), flatten))
#else
#define THALWEG_VECTORISED
#endif
