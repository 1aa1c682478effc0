#include <cstddef>
#include <cstdint>
#include <string_view>

#include "policy/bimi.h"
#include "policy/dane.h"
#include "policy/dkim_key.h"
#include "policy/dkim_mend.h"
#include "policy/dmarc.h"
#include "policy/mta_sts.h"
#include "policy/rr_values.h"
#include "policy/tls_rpt.h"

namespace {

// Whatever is found must stand inside the text and be fit for one line of a terminal.
void check(const policy::Finding& finding, std::string_view text) {
  if (finding.column && *finding.column > text.size()) __builtin_trap();
  if (finding.text.find('\n') != std::string::npos) __builtin_trap();
  if (finding.column) (void)policy::with_caret(text, *finding.column);
}

template <typename Record>
void check(const policy::Parsed<Record>& parsed, std::string_view text) {
  if (!parsed) return check(parsed.error(), text);
  if constexpr (requires { parsed->findings; })
    for (const policy::Finding& finding : parsed->findings) check(finding, text);
}

}  // namespace

// The same bytes are everything that a domain can publish.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(policy::parse_dmarc(text, "example.com"), text);
  // What is told to be published has no fault left, but for one that only its owner can mend.
  if (const auto record = policy::parse_dmarc(text, "example.com");
      record && !record->mended.empty())
    if (!policy::is_dmarc(record->mended)) __builtin_trap();
  check(policy::parse_dkim_key(text), text);
  if (const auto mended = policy::mend_dkim_key(text)) {
    const auto again = policy::parse_dkim_key(mended->text);
    if (mended->complete && !again) __builtin_trap();
  }
  check(policy::parse_bimi(text, "example.com"), text);
  check(policy::parse_tls_rpt(text, "example.com"), text);
  check(policy::parse_sts_record(text, "example.com", 0), text);
  check(policy::parse_sts_policy(text), text);
  check(policy::parse_tlsa_text(text), text);
  check(policy::parse_tlsa(text), text);
  check(policy::parse_caa(text), text);
  check(policy::parse_ds(text), text);
  check(policy::parse_soa(text), text);
  (void)policy::rsa_modulus_bits(text);
  if (const auto tlsa = policy::parse_tlsa(text)) {
    (void)policy::lint_tlsa(*tlsa);
    const auto again = policy::parse_tlsa_text(policy::show(*tlsa));
    if (!again || *again != *tlsa) __builtin_trap();
  }
  return 0;
}
