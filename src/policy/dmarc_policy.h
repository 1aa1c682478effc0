// What a DMARC record asks receivers to do (RFC 9989 section 4.7: p=, sp=, np=). Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace policy {

enum class DmarcPolicy { none, quarantine, reject };

std::string_view dmarc_policy_name(DmarcPolicy policy);  // "quarantine"
std::string_view dmarc_policy_meaning(
    DmarcPolicy policy);  // of mail that fails: "is to be refused"
std::vector<std::string> dmarc_policy_names();
std::optional<DmarcPolicy> parse_dmarc_policy(std::string_view word);  // in any case

bool is_dmarc_policy_tag(std::string_view name);

// What may be published where no receiver has heeded `record`, which is right, so far: mail that is
// not known yet must not be refused from one hour to the next.
struct FirstDmarc {
  std::string record;  // with p=none, and sp= and np= too
  std::string words;   // what to write later; empty when it asks for nothing
};
FirstDmarc first_dmarc(std::string_view record);

}  // namespace policy
