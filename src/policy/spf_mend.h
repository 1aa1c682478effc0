// What was meant by an SPF record that receivers cannot read, as far as it is certain. Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

// The whole record, which parse_spf() takes, without the faults that can be mended in it; nothing
// where it has none, or where only its owner knows what one of its terms means.
std::optional<std::string> mend_spf(std::string_view text);

}  // namespace policy
