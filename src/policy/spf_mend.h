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

// Whether the record is one that may be told to be published: its form is right, and it lets in
// neither everybody nor somebody whom only its owner can decide about.
bool lets_in_what_it_should(std::string_view text);

}  // namespace policy
