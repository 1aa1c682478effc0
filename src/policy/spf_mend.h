// What was meant by an SPF record that receivers cannot read, as far as it is certain. Asks nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace policy {

// The whole record, which parse_spf() takes, without the faults that can be mended in it; nothing
// where it has none, where only its owner knows what one of its terms means, and for one of more
// than 2,048 bytes.
std::optional<std::string> mend_spf(std::string_view text);

}  // namespace policy
