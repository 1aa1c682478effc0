#include "base/base64_wide.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace base {
#ifdef __x86_64__
namespace {

constexpr std::size_t kTaken = 24;
constexpr std::size_t kLookedAt = 28;
constexpr std::size_t kWritten = 32;

#define EHLO_AVX2 __attribute__((target("avx2")))

EHLO_AVX2 __m128i half(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

// 12 bytes of each half as 16 numbers of six bits: each group of three is laid into four bytes as 1
// 0 2 1, and the products move its four numbers to the places that they have there.
EHLO_AVX2 __m256i sixes(const char* bytes) {
  const __m256i taken = _mm256_set_m128i(half(bytes + kTaken / 2), half(bytes));
  const __m256i order =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
  const __m256i laid = _mm256_shuffle_epi8(taken, order);
  const __m256i odd = _mm256_mulhi_epu16(_mm256_and_si256(laid, _mm256_set1_epi32(0x0FC0FC00)),
                                         _mm256_set1_epi32(0x04000040));
  const __m256i even = _mm256_mullo_epi16(_mm256_and_si256(laid, _mm256_set1_epi32(0x003F03F0)),
                                          _mm256_set1_epi32(0x01000010));
  return _mm256_or_si256(odd, even);
}

// What is added to a number to become its letter: by the range that it lies in, 0 to 25, 26 to 51,
// 52 to 61, 62, 63.
EHLO_AVX2 __m256i letters(__m256i numbers) {
  const __m256i offsets = _mm256_broadcastsi128_si256(_mm_setr_epi8(
      'A', 'a' - 26, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, '+' - 62, '/' - 63, 0, 0));
  const __m256i past_capitals = _mm256_cmpgt_epi8(numbers, _mm256_set1_epi8(25));
  const __m256i range =
      _mm256_sub_epi8(_mm256_subs_epu8(numbers, _mm256_set1_epi8(51)), past_capitals);
  return _mm256_add_epi8(numbers, _mm256_shuffle_epi8(offsets, range));
}

EHLO_AVX2 std::size_t write_by_avx2(std::string_view bytes, char* out) {
  std::size_t done = 0;
  for (; bytes.size() - done >= kLookedAt; done += kTaken, out += kWritten)
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), letters(sixes(bytes.data() + done)));
  return done;
}

#undef EHLO_AVX2

}  // namespace

std::size_t base64_write_wide(std::string_view bytes, char* out) {
  return __builtin_cpu_supports("avx2") ? write_by_avx2(bytes, out) : 0;
}
#else
std::size_t base64_write_wide(std::string_view, char*) { return 0; }
#endif

}  // namespace base
