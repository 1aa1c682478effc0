#include "codes/remote_host.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/text.h"

namespace codes {
namespace {

constexpr std::size_t kLongestName = 255;      // RFC 1035 section 2.3.4
constexpr std::size_t kMostLookedAt = 64'000;  // of a mail's text, which may hold nothing but marks

bool is_host(std::string_view word) {
  return word.size() <= kLongestName && word.find('.') != word.npos &&
         word.find('@') == word.npos && word.find_first_not_of("0123456789.") != word.npos;
}

// "host" of "by host. [192.0.2.1]" and "host[192.0.2.1] said": what stands before an IP address.
std::string host_before_address(std::string_view text) {
  for (std::size_t at = text.find('['); at != text.npos; at = text.find('[', at + 1)) {
    if (at + 1 >= text.size() || !base::is_digit(text[at + 1])) continue;
    const std::size_t from = at - std::min(at, kLongestName + 1);
    std::string_view before = base::trim(text.substr(from, at - from));
    before.remove_prefix(before.find_last_of(" \t\n(<,;:=\"'") + 1);
    if (before.ends_with('.')) before.remove_suffix(1);
    if (is_host(before)) return std::string(before);
  }
  return {};
}

}  // namespace

std::string host_named_in(std::string_view text) {
  text = text.substr(0, kMostLookedAt);
  if (std::string host = host_before_address(text); !host.empty()) return host;
  for (std::string_view mark : {"host ", "host: ", "talking to ", "server ", "Server "}) {
    const std::size_t at = text.find(mark);
    if (at == text.npos) continue;
    const std::string_view rest = text.substr(at + mark.size());
    std::string_view host = rest.substr(0, rest.find_first_of(" [(\n:;,"));
    if (host.ends_with('.')) host.remove_suffix(1);
    if (is_host(host)) return std::string(host);
  }
  return {};
}

}  // namespace codes
