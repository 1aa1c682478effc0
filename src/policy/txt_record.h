// The one record of its kind among the TXT records of a name.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.h"
#include "dns/resolver.h"

namespace policy {

struct TxtRecord {
  std::string name;                    // that was asked for: "_dmarc.example.com"
  dns::Status status{};                // how the question ended
  std::vector<std::string> texts;      // those of the kind: none, one, or too many
  std::vector<std::string> others;     // the other TXT records of that name, printable
  std::vector<std::string> aliases{};  // CNAMEs on the way, the last one answers
  std::uint32_t ttl = 0;
  std::string trouble;  // why the DNS did not tell, one line; empty when it did

  bool found() const { return texts.size() == 1; }
  // The record, when there is exactly one.
  std::string_view text() const {
    return found() ? std::string_view(texts.front()) : std::string_view();
  }
};

using IsOfKind = bool (*)(std::string_view text);
// In an order of their own: the DNS gives them in another one each time.
std::vector<std::string> texts_of_kind(const dns::Answer& answer, IsOfKind is_of_kind);
TxtRecord find_txt(dns::Resolver& resolver, std::string name, IsOfKind is_of_kind,
                   base::Deadline deadline);

}  // namespace policy
