#pragma once

#include <cstdint>
#include <functional>
#include <random>

namespace thalweg {

/// Scrambles 64 bits so that near seeds give unrelated numbers (Steele, Lea & Flood 2014, Fast splittable pseudorandom
/// number generators, doi:10.1145/2660193.2660195).
constexpr std::uint64_t scrambled(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15U;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

/// The generator of one replicate of a Monte Carlo run. Each replicate has its own, so that the result is the same on
/// any number of threads. Use with Boost.Random's distributions, which give the same numbers everywhere (std's need
/// not).
inline std::mt19937_64 replicate_engine(std::uint64_t seed, std::uint64_t replicate) {
  return std::mt19937_64(scrambled(scrambled(seed) ^ replicate));
}

/// Asked before each replicate of a long run, from any thread: true stops the run with Error{cancelled}.
using StopRequest = std::function<bool()>;

}  // namespace thalweg
